use std::path::PathBuf;

use chrono::Duration;
use domain::incidents::{Command, Severity};

use super::durability::Settings;
use crate::{
    Ask, Backend,
    incidents::Declare,
    mail::{Mail, MailSettings, Transport, post},
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
        restricted: false,
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

#[test]
fn only_a_postgres_that_does_not_wait_for_its_own_disk_is_unwell() {
    let problems = |fsync: &str, synchronous_commit: &str| {
        let settings = Settings { fsync: fsync.to_owned(), synchronous_commit: synchronous_commit.to_owned() };
        settings.problems()
    };
    for waits in ["on", "local", "remote_write", "remote_apply"] {
        assert_eq!(problems("on", waits), Vec::<String>::new(), "{waits}");
        let found = problems("off", waits);
        assert!(found.len() == 1 && found[0].starts_with("fsync is off"), "{waits}: {found:?}");
    }
    let found = problems("on", "off");
    assert!(found.len() == 1 && found[0].starts_with("synchronous_commit is off"), "{found:?}");
    assert_eq!(problems("off", "off").len(), 2);
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
        let outage = Declare { id: None, title: "Down".to_owned(), severity: Severity::P0, summary: String::new(), service: String::new(), drill: false, restricted: false };
        backend.declare_incident(Ask::by(ben()), outage).await.unwrap();
        backend.clock.advance(Duration::minutes(5) + Duration::seconds(30));
        assert!(backend.check_timers(Ask::by(dev())).await.unwrap().is_well());
        backend.clock.advance(Duration::minutes(1));
        assert_eq!(backend.check_timers(Ask::by(dev())).await.unwrap().problems.len(), 1);
    }

    async fn a_letter_that_waits_for_more_than_an_hour_is_found_and_so_is_one_that_was_given_up(backend) {
        // The clock stands still, so that an hour is one.
        backend.clock.stand_at(backend.clock.now());
        let call = Mail {
            recipient: "cto@example.org".to_owned(),
            subject: "P0 INC-1: Down".to_owned(),
            body: "Open {site}/incidents/1 and acknowledge it.\n".to_owned(),
        };
        let mut tx = backend.db.write().await.unwrap();
        post(&mut tx, backend.ids.next(), call, backend.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        // Nobody listens there.
        let settings = MailSettings { smtp: Some("smtp://127.0.0.1:1".to_owned()), ..MailSettings::default() };
        let transport = Transport::new(&settings, PathBuf::new(), "https://tocsin.example.org").unwrap();
        assert_eq!(backend.send_waiting_mail(&transport).await.unwrap(), 0);

        backend.clock.advance(Duration::hours(1));
        let finding = backend.check_mail(Ask::by(dev())).await.unwrap();
        assert!(finding.is_well(), "it will be tried again: {finding:?}");
        assert_eq!(finding.said, "1 letters waiting, 0 given up in the last 7 days");
        backend.clock.advance(Duration::seconds(1));
        let found = backend.check_mail(Ask::by(dev())).await.unwrap().problems;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("A letter has waited for more than an hour: check mail.smtp"), "{found:?}");
        assert!(found[0].contains(" The last answer: "), "{found:?}");

        // After twenty attempts it is not tried any more.
        for _ in 0..20 {
            assert_eq!(backend.send_waiting_mail(&transport).await.unwrap(), 0);
            backend.clock.advance(Duration::hours(1));
        }
        let finding = backend.check_mail(Ask::by(dev())).await.unwrap();
        assert_eq!(finding.said, "0 letters waiting, 1 given up in the last 7 days");
        let found = finding.problems;
        assert_eq!(found.len(), 1, "{found:?}");
        let said = "1 letters were given up in the last 7 days and never arrived. The last answer: ";
        assert!(found[0].starts_with(said), "{found:?}");

        // It has been said for long enough; the figure still counts it.
        backend.clock.advance(Duration::days(7));
        let finding = backend.check_mail(Ask::by(dev())).await.unwrap();
        assert!(finding.is_well(), "{finding:?}");
        assert_eq!(finding.said, "0 letters waiting, 0 given up in the last 7 days");
        assert_eq!(backend.readiness().await.checks["mail"].status, crate::health::Health::Healthy);
        let figures = backend.metrics_text().await.unwrap();
        assert!(figures.contains("tocsin_outbox_letters_given_up 1\n"), "{figures}");
    }

    async fn a_chain_that_grows_while_it_is_looked_at_is_well(backend) {
        some_work(&backend).await;
        let writer = backend.clone();
        let writing = tokio::spawn(async move {
            for n in 0.. {
                let note = Command::Note { text: format!("Meanwhile {n}") };
                writer.work_on_incident(Ask::by(ben()), 1, note).await.unwrap();
            }
        });
        let before = backend.incident(Ask::by(ada()), 1).await.unwrap().seq;
        for _ in 0..20 {
            let finding = backend.check_chains(Ask::by(dev())).await.unwrap();
            assert!(finding.is_well(), "{finding:?}");
        }
        assert!(backend.incident(Ask::by(ada()), 1).await.unwrap().seq > before + 20, "nothing was written meanwhile");
        writing.abort();
    }

    async fn a_database_that_may_forget_what_it_committed_is_found(backend) {
        let finding = backend.check_durability(Ask::by(dev())).await.unwrap();
        if !backend.db.is_postgres() {
            assert!(finding.is_well(), "{finding:?}");
            return;
        }
        // The one of the tests is made to be fast: bin/with-services switches both off.
        assert_eq!(finding.problems.len(), 2, "{finding:?}");
        let mut tx = backend.db.write().await.unwrap();
        for (change, forgets) in [
            ("SET LOCAL synchronous_commit = on", false),
            ("SET LOCAL synchronous_commit = off", true),
            ("SET LOCAL synchronous_commit = remote_apply", false),
        ] {
            tx.query(change).execute().await.unwrap();
            let found = Settings::of(&mut tx).await.unwrap().problems();
            assert_eq!(found.iter().any(|problem| problem.starts_with("synchronous_commit")), forgets, "{change}: {found:?}");
        }
    }

    async fn only_an_administrator_may_ask(backend) {
        assert!(backend.check_chains(Ask::by(ada())).await.is_err());
        assert!(backend.check_durability(Ask::by(ada())).await.is_err());
    }
}
