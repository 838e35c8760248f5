use chrono::Duration;
use domain::{
    incidents::{Command, IncidentEvent, RESTRICTED, Severity, Stage},
    organisation::Contact,
    people::Who,
};

use super::scene::{SECRET, id_of, promised};
use crate::{
    Ask, Backend, Error,
    incidents::{Declare, IncidentFilter},
    testing::{account, ada, ben, cleo, dev, on_both_databases},
};

fn theft() -> Declare {
    Declare {
        id: None,
        title: format!("{SECRET} was stolen"),
        severity: Severity::P0,
        summary: format!("With the keys of {SECRET}."),
        service: SECRET.to_owned(),
        drill: false,
        restricted: true,
    }
}

async fn known(backend: &Backend) {
    for who in [ada(), ben(), cleo(), dev()] {
        account(backend, who, &format!("{}@example.org", who.actor.name().to_lowercase())).await;
    }
    let cto = Contact { role: "CTO".to_owned(), email: "cto@example.org".to_owned(), ..Contact::default() };
    backend.revise_contacts(Ask::by(dev()), vec![cto]).await.unwrap();
}

async fn titles(backend: &Backend, who: &Who) -> Vec<String> {
    let page = backend.list_incidents(Ask::by(who), IncidentFilter::default()).await.unwrap();
    page.incidents.into_iter().map(|row| row.title).collect()
}

on_both_databases! {
    async fn what_is_declared_restricted_is_so_from_its_first_word(backend) {
        known(&backend).await;
        let incident = backend.declare_incident(Ask::by(ben()), theft()).await.unwrap();
        assert_eq!(incident.audience.as_ref().unwrap().named.keys().copied().collect::<Vec<_>>(), [id_of(ben())]);
        let room = backend.room(Ask::by(ben()), incident.number).await.unwrap();
        let kinds: Vec<_> = room.entries.iter().map(|entry| &entry.recorded.event).collect();
        assert!(
            matches!(
                kinds[..],
                [IncidentEvent::Declared { .. }, IncidentEvent::Restricted { .. }, IncidentEvent::Escalated { .. }]
            ),
            "{kinds:?}"
        );
        let letters: Vec<(String, String, String)> =
            backend.db.read().await.unwrap().query("SELECT recipient, subject, body FROM outbox").all().await.unwrap();
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].0, "cto@example.org");
        assert!(letters[0].2.contains("ask Ben") && !format!("{letters:?}").contains(SECRET), "{letters:?}");

        assert_eq!(titles(&backend, ben()).await, [RESTRICTED]);
        for who in [ada(), cleo(), dev()] {
            assert_eq!(titles(&backend, who).await, [] as [&str; 0]);
            let told = backend.room(Ask::by(who), incident.number).await;
            assert!(matches!(told, Err(Error::NotFound)), "{told:?}");
        }
    }

    async fn a_double_click_declares_it_once(backend) {
        known(&backend).await;
        let twice = Declare { id: Some(backend.ids.next()), ..theft() };
        let first = backend.declare_incident(Ask::by(ben()), twice.clone()).await.unwrap();
        let again = backend.declare_incident(Ask::by(ben()), twice.clone()).await.unwrap();
        assert_eq!((first.number, first.seq), (again.number, again.seq));
        // Somebody else who sends the same makes none of it theirs.
        let other = backend.declare_incident(Ask::by(ada()), twice).await;
        assert!(!format!("{other:?}").contains(SECRET), "{other:?}");
        assert_eq!(titles(&backend, ben()).await, [RESTRICTED]);
    }

    async fn its_clock_runs_and_what_comes_out_of_it_is_kept_back_too(backend) {
        known(&backend).await;
        let number = backend.declare_incident(Ask::by(ben()), theft()).await.unwrap().number;
        backend.clock.advance(Duration::minutes(6));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 1);
        let check = Command::CheckRecovery { statement: format!("{SECRET} is found"), passed: true, evidence: None };
        backend.work_on_incident(Ask::by(ben()), number, check).await.unwrap();
        let resolve = Command::EnterStage { stage: Stage::Resolved, override_reason: None };
        backend.work_on_incident(Ask::by(ben()), number, resolve).await.unwrap();
        promised(&backend, ben(), ben(), number, format!("Lock {SECRET} up")).await;

        let mut tx = backend.db.read().await.unwrap();
        let letters: Vec<(String, String)> = tx.query("SELECT subject, body FROM outbox").all().await.unwrap();
        let rows: Vec<(String, String)> = tx.query("SELECT title, services FROM incidents").all().await.unwrap();
        let items: Vec<(String, String)> = tx.query("SELECT title, proof FROM action_items").all().await.unwrap();
        drop(tx);
        assert_eq!((letters.len(), rows.len(), items.len()), (2, 1, 1));
        assert!(!format!("{letters:?}{rows:?}{items:?}").contains(SECRET), "{letters:?}\n{rows:?}\n{items:?}");
        assert_eq!(backend.list_postmortems(Ask::by(ben()), None).await.unwrap().postmortems[0].title, RESTRICTED);
        assert!(backend.list_postmortems(Ask::by(ada()), None).await.unwrap().postmortems.is_empty());
        let told = backend.postmortem_page(Ask::by(ada()), number).await;
        assert!(matches!(told, Err(Error::NotFound)), "{told:?}");
        assert!(format!("{:?}", backend.postmortem_page(Ask::by(ben()), number).await.unwrap()).contains(SECRET));
    }

    async fn one_that_is_not_restricted_is_declared_as_ever(backend) {
        known(&backend).await;
        let incident = backend.declare_incident(Ask::by(ben()), Declare { restricted: false, ..theft() }).await.unwrap();
        assert!(!incident.is_restricted() && incident.access_record.is_none());
        assert_eq!(titles(&backend, cleo()).await, [format!("{SECRET} was stolen")]);
    }
}
