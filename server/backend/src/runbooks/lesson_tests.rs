use std::collections::BTreeMap;

use domain::{
    ids::ChecklistId,
    incidents::{Command, ItemChange, ItemRef, Severity, Stage},
    proposals::{Origin, Stage as ProposalStage},
    runbooks::{
        Amendment,
        import::{Begins, Cuts, Told},
    },
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
    worked_on(backend, "disk-is-full").await
}

async fn worked_on(backend: &Backend, slug: &str) -> (i64, ChecklistId) {
    let (title, severity) = ("The disk is full".to_owned(), Severity::P2);
    let declare =
        Declare { title, severity, id: None, summary: String::new(), service: String::new(), drill: false, restricted: false };
    let number = backend.declare_incident(Ask::by(ada()), declare).await.unwrap().number;
    let incident = backend.start_checklist(Ask::by(ben()), number, slug).await.unwrap();
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

    async fn a_lesson_that_was_set_aside_is_offered_again_only_when_somebody_says_so(backend) {
        import(&backend, FILE).await;
        let (number, list) = worked(&backend).await;
        let key = backend.lessons(Ask::by(ben()), number, list).await.unwrap().offers[0].lesson.key.clone();
        let aside = |lesson: &str, reason: &str| Command::SetLessonAside { checklist: list, lesson: lesson.to_owned(), reason: reason.to_owned() };
        let again = Command::OfferLessonAgain { checklist: list, lesson: key.clone() };
        for command in [aside(&key, "The export is gone next month"), aside(&key, "Said twice")] {
            backend.work_on_incident(Ask::by(ben()), number, command).await.unwrap();
        }
        let lessons = backend.lessons(Ask::by(cleo()), number, list).await.unwrap();
        assert_eq!(lessons.offers.iter().map(|offer| offer.lesson.text.as_str()).collect::<Vec<_>>(), ["Warn the storage team"]);
        let said = lessons.aside[0].aside.as_ref().unwrap();
        assert_eq!((lessons.aside.len(), said.reason.as_str(), said.by.name()), (1, "The export is gone next month", "Ben"));
        let chosen = BTreeMap::from([(key.clone(), Amendment::Remark)]);
        assert!(refused(backend.propose_lessons(Ask::by(ben()), None, number, list, &chosen).await).contains("one lesson at least"));
        let room = backend.room(Ask::by(cleo()), number).await.unwrap();
        let told = domain::timeline::sentence(&room.entries.last().unwrap().recorded.event, &room.incident);
        assert!(told.starts_with("set aside what “Stop the nightly export” taught (skipped: It runs on Sundays only): The export"), "{told}");

        backend.work_on_incident(Ask::by(ben()), number, again.clone()).await.unwrap();
        let lessons = backend.lessons(Ask::by(cleo()), number, list).await.unwrap();
        assert_eq!((lessons.offers.len(), lessons.aside.len()), (2, 0));

        // What happens anew is another lesson.
        backend.work_on_incident(Ask::by(ben()), number, aside(&key, "")).await.unwrap();
        let at = ItemRef { checklist: list, item: lessons.offers[0].lesson.step.clone().unwrap() };
        let change = ItemChange::Skipped { reason: "There is no export any more".to_owned() };
        backend.work_on_incident(Ask::by(ben()), number, Command::ChangeItem { at, change }).await.unwrap();
        assert_eq!(backend.lessons(Ask::by(cleo()), number, list).await.unwrap().offers.len(), 2);

        assert!(refused(backend.work_on_incident(Ask::by(ben()), number, aside("late-nothing", "")).await).contains("not among what this checklist taught"));
        for command in [aside(&key, ""), again] {
            let refused = backend.work_on_incident(Ask::by(cleo()), number, command).await;
            assert!(matches!(refused, Err(Error::Refused(domain::Refusal::NotPermitted(domain::people::Permission::ProposeChange)))));
        }
    }

    async fn what_was_cut_by_hand_and_what_has_front_matter_learns_as_any_other(backend) {
        let told = |heading: &str, begins| Told { heading: heading.to_owned(), nth: 0, begins };
        // Read by itself this would be two pieces, the first of them without a step.
        let by_hand = FILE.replace("### Immediate Actions", "It fills at night.\n\n## Immediate Actions");
        let cuts = Cuts { level: None, told: vec![told("Disk is full", Begins::Runbook), told("Immediate Actions", Begins::Nothing)] };
        let single = FILE.replace("# Storage runbooks\n\n## Disk is full\n\n###", "---\nrunbook: disk-is-full-alone\n---\n\n# Overview\n\n##");
        for (name, slug, text, cuts) in [("storage.md", "disk-is-full", by_hand, cuts), ("alone.md", "disk-is-full-alone", single, Cuts::default())] {
            let file = Handed { name: name.to_owned(), bytes: text.into_bytes() };
            let choices = Choices { cuts: BTreeMap::from([(name.to_owned(), cuts)]), ..Choices::default() };
            backend.import(Ask::by(ada()), vec![file], &choices).await.unwrap();
            let (number, list) = worked_on(&backend, slug).await;
            let offers = backend.lessons(Ask::by(ben()), number, list).await.unwrap().offers;
            let offered: Vec<Vec<Amendment>> = offers.iter().map(|offer| offer.amendments.iter().map(|(amendment, _)| *amendment).collect()).collect();
            assert_eq!(offered, [vec![Amendment::Remark, Amendment::Remove], vec![Amendment::Insert]], "{slug}");
            let chosen = BTreeMap::from([(offers[0].lesson.key.clone(), Amendment::Remove), (offers[1].lesson.key.clone(), Amendment::Insert)]);
            let proposal = backend.propose_lessons(Ask::by(ben()), None, number, list, &chosen).await.unwrap();
            assert!(proposal.text.contains("1. Delete archives older than 30 days\n2. Warn the storage team\n3. Look"), "{}", proposal.text);
        }
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
