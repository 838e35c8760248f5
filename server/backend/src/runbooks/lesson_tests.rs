use std::collections::BTreeMap;

use domain::{
    ids::ChecklistId,
    incidents::{Command, ItemChange, ItemRef, Severity, Stage},
    proposals::{Origin, Stage as ProposalStage},
    runbooks::Amendment,
};

use super::{Choices, Handed};
use crate::{
    Ask, Backend, Error,
    incidents::Declare,
    testing::{ada, ben, cleo, on_both_databases},
};

const FILE: &str = "# Storage runbooks\n\n## Disk is full\n\n### Immediate Actions\n\n1. Stop the nightly export\n\
2. Delete archives older than 30 days\n3. Look whether writes pass\n";

async fn import(backend: &Backend, text: &str) {
    let file = Handed { name: "storage.md".to_owned(), bytes: text.as_bytes().to_vec() };
    backend.import(Ask::by(ada()), vec![file], &Choices::default()).await.unwrap();
}

/// An incident in which the export did not run, somebody warned the team first, and the rest went as it is written.
async fn worked(backend: &Backend) -> (i64, ChecklistId) {
    let (title, severity) = ("The disk is full".to_owned(), Severity::P2);
    let declare = Declare { title, severity, id: None, summary: String::new(), service: String::new(), drill: false };
    let number = backend.declare_incident(Ask::by(ada()), declare).await.unwrap().number;
    let incident = backend.start_checklist(Ask::by(ben()), number, "disk-is-full").await.unwrap();
    let list = incident.checklists.last().unwrap();
    let (id, group) = (list.id, list.groups[0].key.clone());
    let keys: Vec<String> = list.groups[0].items.iter().map(|item| item.key.clone()).collect();
    let change = |item: &str, change| Command::ChangeItem { at: ItemRef { checklist: id, item: item.to_owned() }, change };
    let skip = ItemChange::Skipped { reason: "It runs on Sundays only".to_owned() };
    let add = Command::AddItem { checklist: id, group, text: "Warn the storage team".to_owned() };
    let commands = [
        change(&keys[0], skip),
        change(&keys[1], ItemChange::Checked),
        add,
        change(&keys[2], ItemChange::Checked),
        Command::EnterStage { stage: Stage::Resolved, override_reason: Some("It is well".to_owned()) },
    ];
    for command in commands {
        backend.work_on_incident(Ask::by(ada()), number, command).await.unwrap();
    }
    (number, id)
}

fn refused<T: std::fmt::Debug>(result: crate::Result<T>) -> String {
    match result {
        Err(Error::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

on_both_databases! {
    async fn what_people_did_otherwise_becomes_a_proposal_and_then_the_next_version(backend) {
        import(&backend, FILE).await;
        let (number, list) = worked(&backend).await;
        let lessons = backend.lessons(Ask::by(cleo()), number, list).await.unwrap();
        let offered: Vec<(&str, &[(Amendment, _)])> =
            lessons.offers.iter().map(|offer| (offer.lesson.text.as_str(), offer.amendments.as_slice())).collect();
        assert_eq!(offered.iter().map(|(text, _)| *text).collect::<Vec<_>>(), ["Stop the nightly export", "Warn the storage team"]);
        assert_eq!(offered[0].1.iter().map(|(amendment, _)| *amendment).collect::<Vec<_>>(), [Amendment::Remark, Amendment::Remove]);
        assert_eq!((offered[1].1[0].0, offered[1].1[0].1.added), (Amendment::Insert, 2), "the step, and that after it with another number");

        let chosen = [(0, Amendment::Remove), (1, Amendment::Insert)];
        let chosen: BTreeMap<String, Amendment> =
            chosen.into_iter().map(|(at, amendment)| (lessons.offers[at].lesson.key.clone(), amendment)).collect();
        let proposal = backend.propose_lessons(Ask::by(ben()), None, number, list, &chosen).await.unwrap();
        assert_eq!((proposal.stage, &proposal.origin), (ProposalStage::Draft, &Origin::Incident { number }));
        assert!(proposal.summary.contains("It runs on Sundays only") && proposal.summary.contains("Warn the storage team"), "{}", proposal.summary);
        let said = backend.lessons(Ask::by(ben()), number, list).await.unwrap().proposals;
        assert_eq!(said.iter().map(|proposal| (proposal.number, proposal.incident)).collect::<Vec<_>>(), [(1, Some(number))]);

        backend.request_proposal_review(Ask::by(ben()), proposal.number).await.unwrap();
        backend.approve_proposal(Ask::by(ada()), proposal.number, 1).await.unwrap();
        backend.publish_proposal(Ask::by(ben()), proposal.number).await.unwrap();
        let now = backend.runbook(Ask::by(cleo()), "disk-is-full").await.unwrap();
        assert_eq!(now.version.number, 2);
        assert!(now.source.ends_with("1. Delete archives older than 30 days\n2. Warn the storage team\n3. Look whether writes pass\n"), "{}", now.source);
        let room = backend.incident(Ask::by(cleo()), number).await.unwrap();
        assert_eq!(room.checklists[0].groups[0].items.len(), 4, "the checklist stays on the version that it began with");
    }

    async fn where_the_runbook_has_moved_on_the_lessons_are_brought_up_to_it(backend) {
        import(&backend, FILE).await;
        let (number, list) = worked(&backend).await;
        import(&backend, &FILE.replace("writes pass", "writes pass on every node")).await;
        let lessons = backend.lessons(Ask::by(ben()), number, list).await.unwrap();
        assert_eq!((lessons.version, lessons.runbook.version()), (1, 2));
        let chosen = BTreeMap::from([(lessons.offers[0].lesson.key.clone(), Amendment::Remark)]);
        let id = Some(backend.ids.next());
        let proposal = backend.propose_lessons(Ask::by(ben()), id, number, list, &chosen).await.unwrap();
        assert_eq!(proposal.base, 2);
        let said = format!("   - INC-{number}: skipped: It runs on Sundays only\n");
        assert!(proposal.text.contains(&said) && proposal.text.contains("on every node"), "{}", proposal.text);
        let again = backend.propose_lessons(Ask::by(ben()), id, number, list, &chosen).await.unwrap();
        assert_eq!(again.number, proposal.number, "asked for twice, begun once");
    }

    async fn nothing_is_proposed_from_nothing_or_by_those_who_watch(backend) {
        import(&backend, FILE).await;
        let (number, list) = worked(&backend).await;
        let none = BTreeMap::new();
        assert!(refused(backend.propose_lessons(Ask::by(ben()), None, number, list, &none).await).contains("one lesson at least"));
        let unknown = BTreeMap::from([("skipped-nothing".to_owned(), Amendment::Remark)]);
        assert!(refused(backend.propose_lessons(Ask::by(ben()), None, number, list, &unknown).await).contains("one lesson at least"));
        assert!(matches!(backend.propose_lessons(Ask::by(cleo()), None, number, list, &none).await, Err(Error::Refused(domain::Refusal::NotPermitted(_)))));
        assert!(matches!(backend.lessons(Ask::by(ben()), number, backend.ids.next()).await, Err(Error::NotFound)));
    }
}
