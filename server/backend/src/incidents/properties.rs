//! What holds after any sequence of commands: the folded state, the read model and the state that a browser
//! folds from what it is sent are one and the same.

use domain::{
    checklists::ChecklistSource,
    ids::ChecklistId,
    incidents::{Command, Facts, Incident, IncidentSummary, ItemChange, ItemRef, Promise, Said, Severity, Stage},
    log::Fold,
    timeline::Entry,
};
use proptest::{collection::vec, prelude::*};

use super::{
    Declare, IncidentFilter,
    tests::{ITEMS, outage, plan},
};
use crate::{
    Ask, Backend,
    log::{Eyes, Projected},
    testing::{ada, ben, on_postgres, on_sqlite},
};

fn change() -> impl Strategy<Value = ItemChange> {
    prop_oneof![
        3 => Just(ItemChange::Checked),
        1 => Just(ItemChange::Unchecked),
        1 => "[a-z ]{0,12}".prop_map(|reason| ItemChange::Skipped { reason }),
        1 => "[a-z ]{0,12}".prop_map(|text| ItemChange::Noted { text }),
        1 => Just(ItemChange::Assigned { person: ben().actor.person().cloned() }),
    ]
}

fn command(checklist: ChecklistId) -> impl Strategy<Value = Command> {
    let item = (1..=ITEMS + 1).prop_map(move |n| ItemRef { checklist, item: format!("imm-{n}") });
    let stage = prop::sample::select(Stage::ALL.to_vec());
    prop_oneof![
        6 => (item, change()).prop_map(|(at, change)| Command::ChangeItem { at, change }),
        2 => "\\PC{0,30}".prop_map(|text| Command::Note { text }),
        2 => (stage, any::<bool>()).prop_map(|(stage, sure)| Command::EnterStage { stage, override_reason: sure.then(|| "Drill".to_owned()) }),
        1 => Just(Command::Acknowledge),
        1 => "[a-z]{0,8}".prop_map(|reason| Command::Reopen { reason, promise: Promise::default() }),
        1 => "[a-z]{0,8}".prop_map(|role| Command::ReleaseRole { role }),
        1 => ("[a-z]{0,8}", "[a-z]{0,8}", "[a-z]{0,8}").prop_map(|(title, summary, services)| Command::ReviseFacts {
            was: Box::default(),
            now: Box::new(Said { title, summary, facts: Facts { services, ..Facts::default() } }),
        }),
        1 => any::<bool>().prop_map(|passed| Command::CheckRecovery { statement: "Looked".to_owned(), passed, evidence: None }),
        1 => "[a-z]{1,8}".prop_map(move |text| Command::AddItem { checklist, group: "imm".to_owned(), text }),
        1 => Just(Command::StartChecklist { id: checklist, source: ChecklistSource::Triage, plan: plan(ITEMS) }),
    ]
}

async fn holds(backend: &Backend, commands: Vec<Command>) {
    let declared = backend.declare_incident(Ask::by(ben()), Declare { severity: Severity::P2, ..outage() }).await.unwrap();
    let number = declared.number;
    for command in commands {
        // Most are refused, and that is well: what counts is what is left.
        let _ = backend.work_on_incident(Ask::by(ada()), number, command).await;
    }
    let room = backend.room(Ask::by(ada()), number).await.unwrap();

    let listed = backend.list_incidents(Ask::by(ada()), IncidentFilter::default()).await.unwrap().incidents;
    let row = listed.into_iter().find(|row| row.number == number).unwrap();
    assert_eq!(row, IncidentSummary::from(&room.incident), "the read model differs from the folded state");

    let mut tx = backend.db.write().await.unwrap();
    tx.query("DELETE FROM incidents WHERE number = $1").bind(number).execute().await.unwrap();
    let folded: Incident = crate::log::load(&mut tx, &crate::log::Cache::default(), Eyes::Tocsin, declared.id.0).await.unwrap();
    folded.project(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(folded, room.incident, "what is folded from the log differs from what was remembered");
    let listed = backend.list_incidents(Ask::by(ada()), IncidentFilter::default()).await.unwrap().incidents;
    assert_eq!(listed.into_iter().find(|rebuilt| rebuilt.number == number), Some(row), "the rebuilt read model differs");

    // What a browser does: it gets the state as JSON, then entries as JSON, and folds them.
    let half = room.entries.len() / 2;
    let mut seen = Incident::default();
    for entry in &room.entries[..half] {
        seen.apply(&entry.recorded);
    }
    let mut seen: Incident = serde_json::from_str(&serde_json::to_string(&seen).unwrap()).unwrap();
    let rest: Vec<Entry> = serde_json::from_str(&serde_json::to_string(&room.entries[half..]).unwrap()).unwrap();
    for entry in &rest {
        seen.apply(&entry.recorded);
    }
    assert_eq!(seen, room.incident, "a browser sees another room than the server");
}

fn any_history_on(backend: &Backend, runtime: &tokio::runtime::Runtime) {
    let checklist: ChecklistId = backend.ids.next();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let histories = vec(command(checklist), 0..40);
    runner
        .run(&histories, |commands| {
            runtime.block_on(holds(backend, commands));
            Ok(())
        })
        .unwrap();
}

#[test]
fn any_history_leaves_one_truth_on_sqlite() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let scratch = runtime.block_on(on_sqlite());
    any_history_on(&scratch.backend, &runtime);
}

#[test]
fn any_history_leaves_one_truth_on_postgres() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let scratch = runtime.block_on(on_postgres());
    any_history_on(&scratch.backend, &runtime);
}
