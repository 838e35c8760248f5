use chrono::{Days, Duration, NaiveDate};
use domain::{
    Refusal,
    action_items::{ActionItem, ActionItemSummary, Kind, State},
    incidents::{Command, Gate, IncidentEvent, Severity, Stage},
    people::{Permission, Who},
};

use super::{ActionItemFilter, ActionItemPlace, AddActionItem};
use crate::{
    Ask, Backend, Error,
    incidents::Declare,
    log::{Eyes, Projected},
    testing::{account, ada, ben, cleo, dev, on_both_databases, refusal},
};

fn refused_field<T>(result: Result<T, Error>) -> String {
    match refusal(result) {
        Refusal::Invalid { field, .. } => field,
        other => panic!("no field was refused: {other}"),
    }
}

fn today(backend: &Backend) -> NaiveDate {
    backend.clock.now().date_naive()
}

/// Gives an account to those whom the tests name.
async fn known(backend: &Backend) {
    for (who, email) in [(ada(), "ada@example.org"), (ben(), "ben@example.org")] {
        account(backend, who, email).await;
    }
}

/// Ben is to set a lock timeout, in so many days.
fn timeout(backend: &Backend, days: u64) -> AddActionItem {
    AddActionItem {
        title: "Set a lock timeout".to_owned(),
        owner: id(ben()),
        due: Some(today(backend) + Days::new(days)),
        ..AddActionItem::default()
    }
}

fn id(who: &Who) -> Option<domain::ids::PersonId> {
    who.actor.person().map(|person| person.id)
}

async fn declare(backend: &Backend) -> i64 {
    let declare = Declare {
        id: None,
        title: "Checkout times out".to_owned(),
        severity: Severity::P3,
        summary: String::new(),
        service: String::new(),
        drill: false,
        restricted: false,
    };
    backend.declare_incident(Ask::by(ben()), declare).await.unwrap().number
}

async fn mails(backend: &Backend) -> Vec<(String, String)> {
    backend.db.read().await.unwrap().query("SELECT recipient, subject FROM outbox ORDER BY created_at").all().await.unwrap()
}

/// The letters that say that something is late: to whom, and their words.
async fn reminders(backend: &Backend) -> Vec<(String, String, String)> {
    let mut tx = backend.db.read().await.unwrap();
    let letters = tx.query("SELECT recipient, subject, body FROM outbox ORDER BY created_at, recipient");
    let letters: Vec<(String, String, String)> = letters.all().await.unwrap();
    letters.into_iter().filter(|(_, subject, _)| subject.contains("overdue")).collect()
}

async fn leaves(backend: &Backend, who: &Who) {
    let mut tx = backend.db.write().await.unwrap();
    let leaves = tx.query("UPDATE people SET disabled_at = $2 WHERE id = $1");
    leaves.bind(id(who)).bind(backend.clock.now()).execute().await.unwrap();
    tx.commit().await.unwrap();
}

async fn list(backend: &Backend, filter: ActionItemFilter) -> Vec<ActionItemSummary> {
    backend.list_action_items(Ask::by(cleo()), filter).await.unwrap().items
}

on_both_databases! {
    async fn an_action_item_has_a_number_an_owner_and_a_due_date(backend) {
        known(&backend).await;
        let first = backend.add_action_item(Ask::by(ada()), timeout(&backend, 7)).await.unwrap();
        let second = backend.add_action_item(Ask::by(ada()), timeout(&backend, 7)).await.unwrap();
        assert_eq!((first.label(), second.label()), ("ACT-1".to_owned(), "ACT-2".to_owned()));
        assert_eq!(list(&backend, ActionItemFilter::default()).await[0], ActionItemSummary::from(&first));
        assert_eq!(first.owner, ben().actor.person().cloned());
    }

    async fn without_owner_or_due_date_it_is_refused_and_uses_no_number(backend) {
        known(&backend).await;
        let ownerless = AddActionItem { owner: None, ..timeout(&backend, 7) };
        assert_eq!(refused_field(backend.add_action_item(Ask::by(ada()), ownerless).await), "owner");
        let stranger = AddActionItem { owner: id(cleo()), ..timeout(&backend, 7) };
        assert_eq!(refused_field(backend.add_action_item(Ask::by(ada()), stranger).await), "owner");
        let endless = AddActionItem { due: None, ..timeout(&backend, 7) };
        assert_eq!(refused_field(backend.add_action_item(Ask::by(ada()), endless).await), "due");
        let untitled = AddActionItem { title: " ".to_owned(), ..timeout(&backend, 7) };
        assert_eq!(refused_field(backend.add_action_item(Ask::by(ada()), untitled).await), "title");
        assert_eq!(backend.add_action_item(Ask::by(ada()), timeout(&backend, 7)).await.unwrap().number, 1);
    }

    async fn a_viewer_may_look_but_not_promise(backend) {
        known(&backend).await;
        let refused = refusal(backend.add_action_item(Ask::by(cleo()), timeout(&backend, 7)).await);
        assert_eq!(refused, Refusal::NotPermitted(Permission::ManageActionItems));
        let number = backend.add_action_item(Ask::by(ben()), timeout(&backend, 7)).await.unwrap().number;
        let refused = refusal(backend.complete_action_item(Ask::by(cleo()), number, "Seen".to_owned()).await);
        assert_eq!(refused, Refusal::NotPermitted(Permission::ManageActionItems));
    }

    async fn a_double_click_adds_once(backend) {
        known(&backend).await;
        let twice = AddActionItem { id: Some(backend.ids.next()), ..timeout(&backend, 7) };
        let (one, other) = tokio::join!(
            backend.add_action_item(Ask::by(ben()), twice.clone()),
            backend.add_action_item(Ask::by(ben()), twice.clone()),
        );
        assert_eq!(one.unwrap().number, other.unwrap().number);
        assert_eq!(list(&backend, ActionItemFilter::default()).await.len(), 1);
    }

    async fn an_item_of_an_incident_opens_its_prevention_gate(backend) {
        known(&backend).await;
        let number = declare(&backend).await;
        let check = Command::CheckRecovery { statement: "p95 below 300 ms".to_owned(), passed: true, evidence: None };
        backend.work_on_incident(Ask::by(ben()), number, check).await.unwrap();
        let enter = |stage| Command::EnterStage { stage, override_reason: None };
        backend.work_on_incident(Ask::by(ben()), number, enter(Stage::Resolved)).await.unwrap();
        let refused = refusal(backend.work_on_incident(Ask::by(ben()), number, enter(Stage::Closed)).await);
        assert_eq!(refused, Refusal::Gated(vec![Gate::Prevention]));

        let of_incident = AddActionItem { incident_number: Some(number), ..timeout(&backend, 7) };
        let added = backend.add_action_item(Ask::by(ada()).once("one-name"), of_incident).await.unwrap();
        let room = backend.room(Ask::by(cleo()), number).await.unwrap();
        assert_eq!(room.incident.action_items, [added.number]);
        assert!(matches!(room.entries.last().unwrap().recorded.event, IncidentEvent::ActionItemAdded { .. }));
        let closed = backend.work_on_incident(Ask::by(ben()), number, enter(Stage::Closed)).await.unwrap();
        assert_eq!(closed.stage, Stage::Closed);
        let of_it = ActionItemFilter { incident_number: Some(number), ..ActionItemFilter::default() };
        assert_eq!(list(&backend, of_it).await.len(), 1);
    }

    async fn pages_follow_each_other_without_a_gap_from_what_is_open_into_what_is_done(backend) {
        known(&backend).await;
        for n in 0..130_u64 {
            let number = backend.add_action_item(Ask::by(ben()), timeout(&backend, n % 7)).await.unwrap().number;
            if n % 2 == 0 {
                backend.clock.advance(Duration::seconds(i64::try_from(n % 3).unwrap()));
                backend.complete_action_item(Ask::by(ben()), number, "Done".to_owned()).await.unwrap();
            }
        }
        let first = backend.list_action_items(Ask::by(cleo()), ActionItemFilter::default()).await.unwrap();
        assert_eq!((first.items.len(), first.open, first.overdue), (100, 65, 0));
        let rest = ActionItemFilter { after: first.next, ..ActionItemFilter::default() };
        let rest = backend.list_action_items(Ask::by(cleo()), rest).await.unwrap();
        assert_eq!((rest.items.len(), rest.next, rest.open), (30, None, 65));
        let all: Vec<_> = first.items.iter().chain(&rest.items).collect();
        let numbers: std::collections::BTreeSet<i64> = all.iter().map(|item| item.number).collect();
        assert_eq!(numbers.len(), 130);
        let done: Vec<_> = all.iter().filter_map(|item| item.done_at).collect();
        assert!(all.iter().take(65).all(|item| item.done_at.is_none()) && done.is_sorted_by(|one, next| one >= next));
        // What is done meanwhile moves; the page that follows begins where it did. Addresses carry it as words.
        let place = first.next.unwrap().to_string();
        backend.complete_action_item(Ask::by(ben()), first.items[10].number, "Done".to_owned()).await.unwrap();
        let again = ActionItemFilter { after: Some(place.parse().unwrap()), ..ActionItemFilter::default() };
        let again = backend.list_action_items(Ask::by(cleo()), again).await.unwrap();
        assert_eq!((again.items, again.open), (rest.items, 64));
        assert!("2026-11-29".parse::<ActionItemPlace>().is_err() && "".parse::<ActionItemPlace>().is_err());
    }

    async fn an_item_of_an_incident_that_is_not_there_is_not_added(backend) {
        known(&backend).await;
        let lost = AddActionItem { incident_number: Some(99), ..timeout(&backend, 7) };
        assert!(matches!(backend.add_action_item(Ask::by(ada()), lost).await, Err(Error::NotFound)));
        assert_eq!(list(&backend, ActionItemFilter::default()).await, []);
    }

    async fn what_is_done_is_done_with_proof(backend) {
        known(&backend).await;
        let number = backend.add_action_item(Ask::by(ben()), timeout(&backend, 7)).await.unwrap().number;
        assert_eq!(backend.start_action_item(Ask::by(ben()), number).await.unwrap().state, State::Started);
        assert_eq!(refused_field(backend.complete_action_item(Ask::by(ben()), number, " ".to_owned()).await), "proof");
        let done = backend.complete_action_item(Ask::by(ben()), number, "https://example.org/7".to_owned()).await.unwrap();
        assert_eq!((done.state, done.done_at.is_some()), (State::Done, true));
        let reopened = backend.reopen_action_item(Ask::by(ada()), number, "It came back".to_owned()).await.unwrap();
        assert_eq!((reopened.state, reopened.done_at), (State::Open, None));
        assert_eq!(backend.action_item(Ask::by(cleo()), number).await.unwrap(), ActionItemSummary::from(&reopened));
    }

    async fn a_due_date_moves_with_a_reason(backend) {
        known(&backend).await;
        let number = backend.add_action_item(Ask::by(ben()), timeout(&backend, 7)).await.unwrap().number;
        let later = Some(today(&backend) + Days::new(30));
        let silent = backend.reschedule_action_item(Ask::by(ben()), number, later, String::new()).await;
        assert_eq!(refused_field(silent), "reason");
        let moved = backend.reschedule_action_item(Ask::by(ben()), number, later, "Waits for the vendor".to_owned()).await.unwrap();
        assert_eq!(Some(moved.due), later);
        assert_eq!(refused_field(backend.reschedule_action_item(Ask::by(ben()), number, None, "x".to_owned()).await), "due");
    }

    async fn who_is_given_work_by_somebody_else_gets_mail(backend) {
        known(&backend).await;
        let number = backend.add_action_item(Ask::by(ben()), timeout(&backend, 7)).await.unwrap().number;
        assert_eq!(mails(&backend).await, []);
        backend.reassign_action_item(Ask::by(ben()), number, id(ada())).await.unwrap();
        let told = ("ada@example.org".to_owned(), "ACT-1 is yours: Set a lock timeout".to_owned());
        assert_eq!(mails(&backend).await, [told]);
        assert_eq!(refused_field(backend.reassign_action_item(Ask::by(ben()), number, None).await), "owner");
    }

    async fn the_owner_is_reminded_the_day_after_and_then_weekly_until_it_is_done(backend) {
        known(&backend).await;
        let number = backend.add_action_item(Ask::by(ben()), timeout(&backend, 1)).await.unwrap().number;
        backend.clock.advance(Duration::days(1));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 0);
        backend.clock.advance(Duration::days(1));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 1);
        assert_eq!(backend.fire_due_timers().await.unwrap(), 0);
        let reminder = ("ben@example.org".to_owned(), "ACT-1 is overdue: Set a lock timeout".to_owned());
        assert_eq!(mails(&backend).await, [reminder]);
        backend.clock.advance(Duration::weeks(1));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 1);
        assert_eq!(mails(&backend).await.len(), 2);
        backend.complete_action_item(Ask::by(ben()), number, "Done in change 7".to_owned()).await.unwrap();
        backend.clock.advance(Duration::weeks(2));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 0);
        assert_eq!(mails(&backend).await.len(), 2);
    }

    async fn a_timer_that_fires_twice_reminds_once(backend) {
        known(&backend).await;
        let item = backend.add_action_item(Ask::by(ben()), timeout(&backend, 0)).await.unwrap();
        let fire_at = backend.next_timer_at().await.unwrap().unwrap();
        backend.clock.advance(Duration::days(1));
        backend.action_item_became_overdue(item.id.0, fire_at).await.unwrap();
        backend.action_item_became_overdue(item.id.0, fire_at).await.unwrap();
        assert_eq!(mails(&backend).await.len(), 1);
    }

    async fn what_somebody_owes_who_has_left_is_brought_to_whoever_added_it_or_else_to_all_who_may_give_it_on(backend) {
        known(&backend).await;
        account(&backend, cleo(), "cleo@example.org").await;
        account(&backend, dev(), "dev@example.org").await;
        backend.add_action_item(Ask::by(ada()), timeout(&backend, 0)).await.unwrap();
        leaves(&backend, ben()).await;
        backend.clock.advance(Duration::days(1));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 1);
        let told = reminders(&backend).await;
        assert_eq!(told.len(), 1);
        let (recipient, subject, body) = &told[0];
        assert_eq!((recipient.as_str(), subject.as_str()), ("ada@example.org", "ACT-1 is overdue: Set a lock timeout"));
        let first = "It was due yesterday. Ben is not here any longer: give it to somebody else.\n";
        assert!(body.starts_with(first) && body.contains("Open {site}/actions/1 to give it"), "{body}");

        leaves(&backend, ada()).await;
        backend.clock.advance(Duration::weeks(1));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 1);
        let recipients: Vec<String> = reminders(&backend).await.into_iter().map(|(recipient, ..)| recipient).collect();
        assert_eq!(recipients, ["ada@example.org", "dev@example.org"], "Cleo only watches");
    }

    async fn of_a_restricted_incident_only_those_who_are_named_are_asked_to_give_it_on(backend) {
        known(&backend).await;
        account(&backend, dev(), "dev@example.org").await;
        let theft = Declare {
            id: None,
            title: "The keys were stolen".to_owned(),
            severity: Severity::P3,
            summary: String::new(),
            service: String::new(),
            drill: false,
            restricted: true,
        };
        let number = backend.declare_incident(Ask::by(ada()), theft).await.unwrap().number;
        backend.name_on_incident(Ask::by(ada()), number, id(ben())).await.unwrap();
        let item = AddActionItem { incident_number: Some(number), ..timeout(&backend, 0) };
        backend.add_action_item(Ask::by(ben()), item).await.unwrap();
        leaves(&backend, ben()).await;
        backend.clock.advance(Duration::days(1));
        backend.fire_due_timers().await.unwrap();
        let told = reminders(&backend).await;
        assert_eq!(told.iter().map(|(recipient, ..)| recipient.as_str()).collect::<Vec<_>>(), ["ada@example.org"]);
        assert!(!format!("{told:?}").contains("lock timeout"), "{told:?}");
    }

    async fn the_list_has_the_overdue_first_and_the_done_last(backend) {
        known(&backend).await;
        for days in [9, 0, 3] {
            backend.add_action_item(Ask::by(ben()), timeout(&backend, days)).await.unwrap();
        }
        let documented = AddActionItem { kind: Kind::Document, owner: id(ada()), ..timeout(&backend, 1) };
        let documented = backend.add_action_item(Ask::by(ada()), documented).await.unwrap().number;
        backend.complete_action_item(Ask::by(ada()), documented, "Written".to_owned()).await.unwrap();
        backend.clock.advance(Duration::days(2));
        let numbers = |items: Vec<ActionItemSummary>| items.iter().map(|item| item.number).collect::<Vec<_>>();
        assert_eq!(numbers(list(&backend, ActionItemFilter::default()).await), [2, 3, 1, 4]);
        assert_eq!(numbers(list(&backend, ActionItemFilter { overdue: true, ..Default::default() }).await), [2]);
        assert_eq!(numbers(list(&backend, ActionItemFilter { owner: id(ada()), ..Default::default() }).await), [4]);
        assert_eq!(numbers(list(&backend, ActionItemFilter { kind: Some(Kind::Document), ..Default::default() }).await), [4]);
        assert_eq!(numbers(list(&backend, ActionItemFilter { state: Some(State::Open), ..Default::default() }).await), [2, 3, 1]);
        assert_eq!(numbers(list(&backend, ActionItemFilter { open_only: true, ..Default::default() }).await), [2, 3, 1]);
    }

    async fn the_list_can_be_dropped_and_rebuilt(backend) {
        known(&backend).await;
        let item = backend.add_action_item(Ask::by(ben()), timeout(&backend, 3)).await.unwrap();
        let before = list(&backend, ActionItemFilter::default()).await;
        let mut tx = backend.db.write().await.unwrap();
        tx.query("DELETE FROM action_items").execute().await.unwrap();
        let folded: ActionItem = crate::log::load(&mut tx, &crate::log::Cache::default(), Eyes::Tocsin, item.id.0).await.unwrap();
        folded.project(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(list(&backend, ActionItemFilter::default()).await, before);
    }
}
