use chrono::Duration;
use domain::incidents::{Command, Severity};

use crate::{
    Ask, Backend,
    incidents::Declare,
    testing::{ada, ben, dev, on_both_databases},
};

async fn some_work(backend: &Backend) {
    let declare = |title: &str| Declare {
        id: None,
        title: title.to_owned(),
        severity: Severity::P1,
        summary: String::new(),
        service: "checkout".to_owned(),
        drill: false,
    };
    for title in ["Checkout times out", "Search is empty"] {
        let number = backend.declare_incident(Ask::by(ben()), declare(title)).await.unwrap().number;
        backend.work_on_incident(Ask::by(ada()), number, Command::Acknowledge).await.unwrap();
        // More than a snapshot's worth.
        for n in 0..110 {
            let note = Command::Note { text: format!("Note {n}") };
            backend.work_on_incident(Ask::by(ben()), number, note).await.unwrap();
        }
    }
}

on_both_databases! {
    async fn a_database_that_was_worked_with_is_well(backend) {
        some_work(&backend).await;
        for finding in [
            backend.check_chains(Ask::by(dev())).await.unwrap(),
            backend.check_read_models(Ask::by(dev())).await.unwrap(),
            backend.check_timers(Ask::by(dev())).await.unwrap(),
            backend.check_mail(Ask::by(dev())).await.unwrap(),
        ] {
            assert!(finding.is_well(), "{finding:?}");
        }
        let titles = backend.list_incidents(Ask::by(ben()), crate::incidents::IncidentFilter::default()).await.unwrap();
        assert_eq!(titles.incidents.len(), 2, "the check left everything in place");
    }

    async fn a_list_that_says_something_else_than_the_log_is_found(backend) {
        some_work(&backend).await;
        let mut tx = backend.db.write().await.unwrap();
        tx.query("UPDATE incidents SET title = 'Nothing happened' WHERE number = 1").execute().await.unwrap();
        tx.commit().await.unwrap();
        let finding = backend.check_read_models(Ask::by(dev())).await.unwrap();
        assert!(finding.problems[0].starts_with("1 rows of incidents"), "{finding:?}");
    }

    async fn an_event_that_was_changed_afterwards_is_found(backend) {
        some_work(&backend).await;
        let mut tx = backend.db.write().await.unwrap();
        tx.query("UPDATE events SET body = REPLACE(body, 'Note 7\"', 'Note 8\"') WHERE body LIKE '%Note 7\"%'").execute().await.unwrap();
        tx.commit().await.unwrap();
        let finding = backend.check_chains(Ask::by(dev())).await.unwrap();
        assert!(!finding.is_well() && finding.problems[0].contains("changed after it was recorded"), "{finding:?}");
    }

    async fn a_clock_that_nobody_fired_is_late(backend) {
        let outage = Declare { id: None, title: "Down".to_owned(), severity: Severity::P0, summary: String::new(), service: String::new(), drill: false };
        backend.declare_incident(Ask::by(ben()), outage).await.unwrap();
        backend.clock.advance(Duration::minutes(5) + Duration::seconds(30));
        assert!(backend.check_timers(Ask::by(dev())).await.unwrap().is_well());
        backend.clock.advance(Duration::minutes(1));
        assert_eq!(backend.check_timers(Ask::by(dev())).await.unwrap().problems.len(), 1);
    }

    async fn only_an_administrator_may_ask(backend) {
        assert!(backend.check_chains(Ask::by(ada())).await.is_err());
    }
}
