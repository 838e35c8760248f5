use std::{fs, path::PathBuf};

use backend::{
    Ask, Backend,
    mail::{MailSettings, Transport},
};
use chrono::Duration;
use domain::{
    incidents::{EscalationCause, IncidentEvent, Severity},
    organisation::Contact,
    people::Who,
};
use sqlx::migrate::MigrateDatabase as _;

use crate::support::service;

/// The clock is moved rather than waited for; the database, the mail server and the restart are real.
async fn fires_after_a_restart(database_url: &str) {
    let (folder, tocsin) = (tempfile::tempdir().unwrap(), Who::tocsin());
    let before = Backend::open(database_url).await.unwrap();
    // The mail server puts this one off twice before it takes it.
    let recipient = format!("fail2-{}@example.org", before.ids.next::<uuid::Uuid>().simple());
    let sre = Contact { role: "On-call SRE".to_owned(), email: recipient.clone(), ..Contact::default() };
    before.revise_contacts(Ask::by(&tocsin), vec![sre]).await.unwrap();
    let outage = backend::incidents::Declare {
        id: None,
        title: "Checkout times out".to_owned(),
        severity: Severity::P1,
        summary: "One order in five fails.".to_owned(),
        service: "checkout".to_owned(),
        drill: false,
        restricted: false,
    };
    let number = before.declare_incident(Ask::by(&tocsin), outage).await.unwrap().number;
    assert_eq!(before.fire_due_timers().await.unwrap(), 0, "nothing is due yet");
    drop(before);

    let after = Backend::open(database_url).await.unwrap();
    after.clock.advance(Duration::minutes(16));
    assert_eq!(after.fire_due_timers().await.unwrap(), 1);
    assert_eq!(after.fire_due_timers().await.unwrap(), 0, "once is enough");
    let room = after.room(Ask::by(&tocsin), number).await.unwrap();
    let rung = room.entries.iter().filter(|entry| {
        matches!(&entry.recorded.event, IncidentEvent::Escalated { cause: EscalationCause::Unanswered { .. }, .. })
    });
    assert_eq!(rung.count(), 1, "the timeline says that nobody answered");

    let settings = MailSettings { smtp: Some(service("TEST_SMTP")), ..MailSettings::default() };
    let transport = Transport::new(&settings, folder.path().to_owned(), "https://tocsin.example.org").unwrap();
    for (attempt, taken) in [(1, 0), (2, 0), (3, 1), (4, 0)] {
        assert_eq!(after.send_waiting_mail(&transport).await.unwrap(), taken, "attempt {attempt}");
        after.clock.advance(Duration::minutes(1));
    }
    let letters = letters_to(&recipient);
    assert_eq!(letters.len(), 1, "it arrived, and once");
    assert!(letters[0].contains("INC-1") && letters[0].contains("https://tocsin.example.org/incidents/1"), "{}", letters[0]);
    assert!(after.check_mail(Ask::by(&tocsin)).await.unwrap().is_well());
    assert!(after.check_timers(Ask::by(&tocsin)).await.unwrap().is_well());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_clock_rings_after_a_restart_and_its_letter_arrives_at_the_third_attempt() {
    let folder = tempfile::tempdir().unwrap();
    fires_after_a_restart(&format!("sqlite:{}", folder.path().join("tocsin.db").display())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_clock_rings_after_a_restart_on_postgres_too() {
    let server = service("TEST_POSTGRES");
    let (host, _) = server.rsplit_once('/').unwrap();
    let url = format!("{host}/promise_{}", backend::Ids.next::<uuid::Uuid>().simple());
    sqlx::Postgres::create_database(&url).await.unwrap();
    fires_after_a_restart(&url).await;
}

fn letters_to(recipient: &str) -> Vec<String> {
    let files = fs::read_dir(PathBuf::from(service("TEST_MAILBOX"))).unwrap().map(|entry| entry.unwrap().path());
    let letters = files.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let letters = letters.map(|path| serde_json::from_slice::<serde_json::Value>(&fs::read(path).unwrap()).unwrap());
    let ours = letters.filter(|letter| letter["to"].as_array().unwrap().iter().any(|to| to == recipient));
    // Quoted-printable breaks lines at will.
    ours.map(|letter| letter["raw"].as_str().unwrap().replace("=\r\n", "").replace("=3D", "=")).collect()
}
