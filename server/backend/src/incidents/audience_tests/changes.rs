use std::collections::BTreeMap;

use chrono::Days;
use domain::{
    Refusal,
    action_items::Kind,
    checklists::ChecklistSource,
    diagnostics::{Check, ProbeRequest, ProbeRun},
    incidents::{COMMANDER, Command, EscalationCause, Facts, ItemChange, ItemRef, Said, Severity, Stage},
    log::Person,
    people::{Permission, Who},
    runbooks::Amendment,
};

use super::scene::{Happened, Scene, id_of, outsiders};
use crate::{
    Ask, Backend, Error, Result,
    action_items::AddActionItem,
    incidents::tests::plan,
    testing::{ada, on_both_databases},
};

/// What somebody tried to do, what they need for it, and what came of it.
struct Tried {
    deed: String,
    needs: Permission,
    result: Result<()>,
}

fn tried<T>(deed: &str, needs: Permission, result: Result<T>) -> Tried {
    Tried { deed: deed.to_owned(), needs, result: result.map(drop) }
}

/// One of each that somebody may give in an incident.
fn commands(backend: &Backend, it: &Happened, me: &Person) -> Vec<(Permission, Command)> {
    use Permission as P;
    let at = || ItemRef { checklist: it.checklist, item: it.item.clone() };
    let text = || "Let me in".to_owned();
    let change = |change| Command::ChangeItem { at: at(), change };
    let run: ProbeRun = serde_json::from_str(super::scene::RUN).unwrap();
    let due = backend.clock.now().date_naive() + Days::new(3);
    let promise = domain::incidents::Promise::default();
    let said = Said { title: text(), summary: text(), facts: Facts { impact: text(), ..Facts::default() } };
    vec![
        (P::WorkOnIncident, Command::Acknowledge),
        (P::WorkOnIncident, Command::Escalate { cause: EscalationCause::Severity, recipients: vec![] }),
        (P::WorkOnIncident, Command::TellOfCall { call: 1, called: text(), email: text(), failure: Some(text()) }),
        (P::AssignRole, Command::AssignRole { role: COMMANDER.to_owned(), person: me.clone() }),
        (P::AssignRole, Command::ReleaseRole { role: COMMANDER.to_owned() }),
        (P::WorkOnIncident, Command::EnterStage { stage: Stage::Resolved, override_reason: Some(text()) }),
        (P::WorkOnIncident, Command::Reopen { reason: text(), promise: promise.clone() }),
        (P::WorkOnIncident, Command::Regrade { severity: Severity::P0, reason: text(), promise }),
        (P::WorkOnIncident, Command::Restrict { record: backend.ids.next(), people: vec![me.clone()], reason: text() }),
        (P::WorkOnIncident, Command::NamePerson { person: me.clone() }),
        // Not themself, so that whoever is named can go on.
        (P::WorkOnIncident, Command::UnnamePerson { person: Person { id: backend.ids.next(), ..me.clone() } }),
        (P::WorkOnIncident, Command::LiftRestriction { reason: text() }),
        (P::WorkOnIncident, Command::ReviseFacts { was: Box::default(), now: Box::new(said) }),
        (P::WorkOnIncident, Command::Note { text: text() }),
        (P::WorkOnIncident, Command::Note { text: String::new() }),
        (P::WorkOnIncident, Command::CheckRecovery { statement: text(), passed: true, evidence: Some(99) }),
        (P::WorkOnIncident, Command::WaivePrevention { reason: text() }),
        (
            P::WorkOnIncident,
            Command::AddActionItem {
                id: backend.ids.next(),
                number: 1,
                title: text(),
                kind: Kind::Prevent,
                owner: me.clone(),
                due,
            },
        ),
        (P::WritePostmortem, Command::StartPostmortem { id: backend.ids.next() }),
        (P::ApprovePostmortem, Command::ReviewPostmortem { approved: true }),
        (P::WorkOnIncident, Command::StartChecklist { id: backend.ids.next(), source: ChecklistSource::Triage, plan: plan(2) }),
        (P::WorkOnIncident, change(ItemChange::Unchecked)),
        (P::WorkOnIncident, Command::ConfirmItem { at: at() }),
        (P::WorkOnIncident, change(ItemChange::Assigned { person: Some(me.clone()) })),
        (P::WorkOnIncident, Command::AddItem { checklist: it.checklist, group: "imm".to_owned(), text: text() }),
        (P::WorkOnIncident, Command::SetValues { checklist: it.checklist, values: vec![] }),
        (
            P::WorkOnIncident,
            Command::ChooseBranch {
                checklist: it.checklist,
                decision: "d-1".to_owned(),
                branch: "yes".to_owned(),
                reason: text(),
                evidence: None,
            },
        ),
        (P::ProposeChange, Command::SetLessonAside { checklist: it.checklist, lesson: it.lesson.clone(), reason: text() }),
        (P::ProposeChange, Command::OfferLessonAgain { checklist: it.checklist, lesson: it.lesson.clone() }),
        (P::RunProbe, Command::RecordEvidence { run: Box::new(run), item: Some(at()) }),
    ]
}

/// All that can be done to an incident by its number.
async fn with_the_incident(backend: &Backend, who: &Who, it: &Happened) -> Vec<Tried> {
    use Permission as P;
    let (ask, number, text) = (Ask::by(who), it.number, || "Let me in".to_owned());
    let me = who.actor.person().unwrap();
    let mut all = Vec::new();
    for (needs, command) in commands(backend, it, me) {
        let deed = format!("{command:?}");
        all.push(tried(&deed, needs, backend.work_on_incident(ask, number, command).await));
    }
    let look = ProbeRequest {
        target: "orders-db".to_owned(),
        title: text(),
        check: Check::Sql { statement: "SELECT 1".to_owned() },
        predicate: None,
    };
    let chosen = BTreeMap::from([(it.lesson.clone(), Amendment::Remark)]);
    let lessons = backend.propose_lessons(ask, None, number, it.checklist, &chosen).await;
    let nothing = backend.propose_lessons(ask, None, number, it.checklist, &BTreeMap::new()).await;
    all.extend([
        tried("reopen", P::WorkOnIncident, backend.reopen_incident(ask, number, text()).await),
        tried("regrade", P::WorkOnIncident, backend.regrade_incident(ask, number, Severity::P0, text()).await),
        tried("restrict", P::WorkOnIncident, backend.restrict_incident(ask, number, &[me.id], text()).await),
        tried("name", P::WorkOnIncident, backend.name_on_incident(ask, number, Some(me.id)).await),
        tried("unname", P::WorkOnIncident, backend.unname_on_incident(ask, number, backend.ids.next()).await),
        tried("lift", P::WorkOnIncident, backend.lift_restriction(ask, number, text()).await),
        tried("run a probe", P::RunProbe, backend.run_probe(ask, number, look, None).await),
        tried("start a checklist", P::WorkOnIncident, backend.start_checklist(ask, number, it.slug).await),
        tried("start the post-mortem", P::WritePostmortem, backend.start_postmortem(ask, number).await),
        tried("propose what it taught", P::ProposeChange, lessons),
        tried("propose nothing of it", P::ProposeChange, nothing),
    ]);
    all
}

/// All that can be done to what came out of it.
async fn with_the_rest(backend: &Backend, who: &Who, it: &Happened) -> Vec<Tried> {
    use Permission as P;
    let (ask, id, text) = (Ask::by(who), it.postmortem, || "Let me in".to_owned());
    let (item, prop) = (it.action_item, it.proposal);
    let due = Some(backend.clock.now().date_naive() + Days::new(3));
    let (me, nobody) = (who.actor.person().unwrap().id, backend.ids.next());
    let add = AddActionItem {
        title: text(),
        owner: Some(me),
        due,
        incident_number: Some(it.number),
        postmortem: Some(id),
        ..AddActionItem::default()
    };
    // What is wrong with a form says that its incident is there, unless the incident is looked at first.
    let untitled = AddActionItem { title: String::new(), ..add.clone() };
    let long_ago = AddActionItem { due: chrono::NaiveDate::from_ymd_opt(2020, 1, 1), ..add.clone() };
    let revised = backend.revise_proposal(ask, prop, it.revision, &text(), &text(), true).await;
    vec![
        tried("save a section", P::WritePostmortem, backend.save_section(ask, id, "root-cause", "x", "").await),
        tried("ask for a review", P::WritePostmortem, backend.request_review(ask, id, &[me]).await),
        tried("ask nobody for a review", P::WritePostmortem, backend.request_review(ask, id, &[nobody]).await),
        tried("approve it", P::ApprovePostmortem, backend.approve_postmortem(ask, id, None).await),
        tried("approve what it was", P::ApprovePostmortem, backend.approve_postmortem(ask, id, Some("another")).await),
        tried("send it back", P::WritePostmortem, backend.ask_for_changes(ask, id, "").await),
        tried("add an action item", P::ManageActionItems, backend.add_action_item(ask, add).await),
        tried("add an untitled action item", P::ManageActionItems, backend.add_action_item(ask, untitled).await),
        tried("add one of long ago", P::ManageActionItems, backend.add_action_item(ask, long_ago).await),
        tried("start an action item", P::ManageActionItems, backend.start_action_item(ask, item).await),
        tried("take an action item", P::ManageActionItems, backend.reassign_action_item(ask, item, Some(me)).await),
        tried("move it", P::ManageActionItems, backend.reschedule_action_item(ask, item, due, text()).await),
        tried("complete it", P::ManageActionItems, backend.complete_action_item(ask, item, text()).await),
        tried("reopen it", P::ManageActionItems, backend.reopen_action_item(ask, it.done, text()).await),
        tried("revise the proposal", P::ProposeChange, revised),
        tried("let others read it", P::ProposeChange, backend.request_proposal_review(ask, prop).await),
        tried("remark on it", P::ProposeChange, backend.remark_on_proposal(ask, prop, it.revision, 1, &text()).await),
        tried("approve the proposal", P::ReviewRunbook, backend.approve_proposal(ask, prop, it.revision).await),
        tried("send the proposal back", P::ReviewRunbook, backend.ask_for_proposal_changes(ask, prop, "").await),
        tried("give it up", P::ProposeChange, backend.withdraw_proposal(ask, prop, &text()).await),
        tried("catch up", P::ProposeChange, backend.catch_up_proposal(ask, prop).await),
        tried("publish it", P::ProposeChange, backend.publish_proposal(ask, prop).await),
    ]
}

/// How much is written, and how many letters wait.
async fn traces(backend: &Backend) -> (i64, i64, i64) {
    let mut tx = backend.db.read().await.unwrap();
    let events = tx.query("SELECT COUNT(*) FROM events").scalar().await.unwrap();
    let updates = tx.query("SELECT COUNT(*) FROM document_updates").scalar().await.unwrap();
    let letters = tx.query("SELECT COUNT(*) FROM outbox").scalar().await.unwrap();
    (events, updates, letters)
}

on_both_databases! {
    async fn whoever_is_not_named_changes_nothing_and_is_told_that_it_is_not_there(backend) {
        let scene = Scene::set(backend).await;
        let before = traces(&scene.backend).await;
        let mut refused = 0;
        for who in outsiders() {
            let mut all = Box::pin(with_the_incident(&scene.backend, who, &scene.secret)).await;
            all.extend(with_the_rest(&scene.backend, who, &scene.secret).await);
            for Tried { deed, needs, result } in all {
                let may = who.may(needs).is_ok();
                match result {
                    Err(Error::NotFound) if may => refused += 1,
                    Err(Error::Refused(Refusal::NotPermitted(lacks))) if !may && lacks == needs => {}
                    other => panic!("“{deed}” by {} ({:?}): {other:?}", who.actor.name(), who.role),
                }
            }
        }
        assert!(refused > 3 * 50, "{refused}");
        assert_eq!(traces(&scene.backend).await, before);
    }

    async fn the_same_does_something_for_whoever_is_named(backend) {
        let scene = Scene::set(backend).await;
        let before = traces(&scene.backend).await;
        let mut all = with_the_rest(&scene.backend, &scene.omar, &scene.secret).await;
        all.extend(Box::pin(with_the_incident(&scene.backend, &scene.omar, &scene.secret)).await);
        let missing: Vec<&str> =
            all.iter().filter(|tried| matches!(tried.result, Err(Error::NotFound))).map(|tried| tried.deed.as_str()).collect();
        assert_eq!(missing, [] as [&str; 0]);
        let done = all.iter().filter(|tried| tried.result.is_ok()).count();
        assert!(done > 25, "{done} of {}", all.len());
        assert!(traces(&scene.backend).await.0 > before.0 + 15);
    }

    async fn nobody_gets_a_part_in_it_who_is_not_named(backend) {
        let scene = Scene::set(backend).await;
        let (ask, it, her) = (Ask::by(&scene.ines), &scene.secret, ada().actor.person().unwrap().clone());
        let due = Some(scene.backend.clock.now().date_naive());
        let add = AddActionItem {
            title: "Lock the cupboard".to_owned(),
            owner: Some(her.id),
            due,
            incident_number: Some(it.number),
            ..AddActionItem::default()
        };
        let at = ItemRef { checklist: it.checklist, item: it.item.clone() };
        let give = Command::ChangeItem { at, change: ItemChange::Assigned { person: Some(her.clone()) } };
        let lead = Command::AssignRole { role: COMMANDER.to_owned(), person: her.clone() };
        let before = traces(&scene.backend).await;
        let refused = [
            ("owner", scene.backend.add_action_item(ask, add).await.map(drop)),
            ("owner", scene.backend.reassign_action_item(ask, it.action_item, Some(her.id)).await.map(drop)),
            ("reviewer", scene.backend.request_review(ask, it.postmortem, &[her.id]).await.map(drop)),
            ("person", scene.backend.work_on_incident(ask, it.number, give.clone()).await.map(drop)),
            ("person", scene.backend.work_on_incident(ask, it.number, lead.clone()).await.map(drop)),
        ];
        for (expected, result) in refused {
            match result {
                Err(Error::Refused(Refusal::Invalid { field, sentence })) if field == expected => {
                    assert!(sentence.contains("Ada is not named"), "{sentence}");
                }
                other => panic!("{expected} was not refused: {other:?}"),
            }
        }
        assert_eq!(traces(&scene.backend).await, before, "no number, no letter, no event");
        scene.backend.name_on_incident(ask, it.number, Some(id_of(ada()))).await.unwrap();
        for command in [give, lead] {
            scene.backend.work_on_incident(ask, it.number, command).await.unwrap();
        }
        scene.backend.reassign_action_item(ask, it.action_item, Some(her.id)).await.unwrap();
        scene.backend.request_review(ask, it.postmortem, &[her.id]).await.unwrap();
    }
}
