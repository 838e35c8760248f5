use std::{path::Path, time::Duration};

use backend::{Ask, Backend};
use domain::{
    incidents::{EscalationCause, IncidentEvent},
    live::{ClientMessage, ServerMessage, Topic},
    people::{Role, Who},
};

use crate::{
    pair::{UNANSWERED, written},
    support::{Browser, LiveTab, Server},
};

/// What a server runs under whose clock is so far off: `+1h`.
fn off(by: &str) -> [String; 4] {
    under(format!("FAKETIME={by}"))
}

/// The same for a clock that is as far off as a file says at the moment.
pub(crate) fn off_as_told(file: &Path) -> Vec<String> {
    let mut words = under(format!("FAKETIME_TIMESTAMP_FILE={}", file.display())).to_vec();
    words.push("FAKETIME_NO_CACHE=1".to_owned());
    words
}

/// Moves the clock of whoever runs under this file.
fn tell(file: &Path, by: &str) {
    // Put in place whole, since a server reads it at any moment.
    let next = file.with_extension("next");
    std::fs::write(&next, by).unwrap();
    std::fs::rename(&next, file).unwrap();
}

fn under(time: String) -> [String; 4] {
    let folders =
        std::fs::read_dir("/usr/lib").unwrap().flatten().map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"));
    let library = folders.into_iter().find(|path| path.exists());
    let library = library.unwrap_or_else(|| panic!("libfaketime is not installed. Run bin/setup --tests to install it."));
    let preload = format!("LD_PRELOAD={}", library.display());
    ["env".to_owned(), preload, "FAKETIME_DONT_FAKE_MONOTONIC=1".to_owned(), time]
}

async fn works(ada: &Browser, number: &str, word: &str) {
    let answer = ada.call("add_note", &[("number", number), ("text", word)]).await;
    assert!(answer.status().is_success() || answer.status().is_redirection(), "{answer:?}");
    for path in ["/", "/incidents", &format!("/incidents/{number}"), "/runbooks", "/actions", "/insights"] {
        let page = ada.get(path).await;
        assert_eq!(page.status(), 200, "{path}");
        assert!(!page.text().await.unwrap().contains("Something broke"), "{path}");
    }
    let room = ada.get(&format!("/incidents/{number}")).await.text().await.unwrap();
    assert!(room.contains(word), "{word} is not in the room");
}

on_both_databases! {
    async fn a_clock_that_is_stepped_back_two_hours_loses_nobody_and_nothing(database) {
        stepped_back(database).await;
    }
}

async fn stepped_back(database: &[&str]) {
    let mut server = Server::start_under(&off("+1h").each_ref().map(String::as_str), database).await;
    let ada = server.joined("Ada", Role::Commander).await;
    ada.call("declare_incident", &[("title", "Checkout times out"), ("severity", "p2")]).await;
    works(&ada, "1", "seen-an-hour-early").await;
    // The clock is set right and then too far back; everybody is still signed in, and the order is that of the log.
    for (by, word) in [("+0h", "seen-in-time"), ("-1h", "seen-an-hour-late"), ("+1h", "seen-early-again")] {
        server.kill9();
        server.runs_under(&off(by).each_ref().map(String::as_str));
        server.start_again().await;
        works(&ada, "1", word).await;
    }
    let room = ada.get("/incidents/1").await.text().await.unwrap();
    for word in ["seen-an-hour-early", "seen-in-time", "seen-an-hour-late", "seen-early-again"] {
        assert!(room.contains(word), "{word} is lost");
    }
    let doctor = server.backend().await;
    let finding = doctor.check_chains(Ask::by(&Who::tocsin())).await.unwrap();
    assert!(finding.is_well(), "{finding:?}");
}

/// The page that is open hears of a word.
async fn hears(tab: &mut LiveTab, word: &str) {
    let heard = async {
        loop {
            let message = tab.hear().await.unwrap_or_else(|| panic!("the connection ended before {word} came"));
            if let ServerMessage::Regions { regions, .. } = message
                && regions.iter().any(|region| region.html.contains(word))
            {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(15), heard).await.unwrap_or_else(|_| panic!("{word} did not come"));
}

on_both_databases! {
    async fn a_clock_that_is_moved_while_it_runs_loses_nobody_and_nothing_and_pages_stay_live(database) {
        moved_while_it_runs(database).await;
    }
}

async fn moved_while_it_runs(database: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clock");
    tell(&file, "+0h");
    let words = off_as_told(&file);
    let server = Server::start_under(&words.iter().map(String::as_str).collect::<Vec<_>>(), database).await;
    let ada = server.joined("Ada", Role::Commander).await;
    ada.call("declare_incident", &[("title", "Checkout times out"), ("severity", "p2")]).await;
    let backend = server.backend().await;
    let incident = backend.room(Ask::by(&Who::tocsin()), 1).await.unwrap().incident;
    let mut tab = ada.open_live().await;
    tab.say(&ClientMessage::Watch { topic: Topic::Incident(incident.id.0), after: incident.seq }).await;
    let moves = [("+1h", "an-hour-early"), ("-1h", "an-hour-late"), ("+0h", "in-time-again")];
    for (by, word) in moves {
        tell(&file, by);
        works(&ada, "1", word).await;
        hears(&mut tab, word).await;
    }
    let room = ada.get("/incidents/1").await.text().await.unwrap();
    let places: Vec<usize> =
        moves.iter().map(|(_, word)| room.find(&format!(">{word}")).or_else(|| room.find(word)).unwrap()).collect();
    assert!(places.is_sorted(), "the order is that of the log: {places:?}");
    let finding = backend.check_chains(Ask::by(&Who::tocsin())).await.unwrap();
    assert!(finding.is_well(), "{finding:?}");
}

/// Why somebody was called to the first incident, each time.
async fn calls(backend: &Backend) -> Vec<EscalationCause> {
    let room = backend.room(Ask::by(&Who::tocsin()), 1).await.unwrap();
    let causes = room.entries.into_iter().filter_map(|entry| match entry.recorded.event {
        IncidentEvent::Escalated { cause, .. } => Some(cause),
        _ => None,
    });
    causes.collect()
}

/// Waits until there is a letter, and it is known to have left.
async fn has_written(server: &Server, backend: &Backend) {
    for _ in 0..300 {
        let is_written = !written(server).is_empty();
        let mail = backend.check_mail(Ask::by(&Who::tocsin())).await.unwrap();
        if is_written && mail.said.starts_with("0 letters waiting") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("nobody was called:\n{}", server.log());
}

/// Timers and letters are looked for once a second.
const SOME_TURNS: Duration = Duration::from_secs(3);

on_both_databases! {
    async fn a_clock_that_is_moved_while_an_answer_is_due_calls_nobody_early_and_nobody_twice(database) {
        moved_while_an_answer_is_due(database).await;
    }
}

async fn moved_while_an_answer_is_due(database: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clock");
    tell(&file, "+0h");
    let words = off_as_told(&file);
    let server = Server::start_under(&words.iter().map(String::as_str).collect::<Vec<_>>(), database).await;
    let ada = server.joined("Ada", Role::Admin).await;
    let contacts = [("contacts[0][role]", "On-call SRE"), ("contacts[0][email]", "sre@example.org")];
    ada.call("revise_contacts", &contacts).await;
    ada.call("declare_incident", &[("title", "Checkout times out"), ("severity", "p1")]).await;
    let backend = server.backend().await;
    let incident = backend.room(Ask::by(&Who::tocsin()), 1).await.unwrap().incident;
    let due_at = incident.respond_by.unwrap();
    assert_eq!(due_at - incident.declared_at, chrono::Duration::minutes(15));
    let mut tab = ada.open_live().await;
    tab.say(&ClientMessage::Watch { topic: Topic::Incident(incident.id.0), after: incident.seq }).await;

    tell(&file, "-1h");
    works(&ada, "1", "an-hour-late").await;
    hears(&mut tab, "an-hour-late").await;
    tokio::time::sleep(SOME_TURNS).await;
    assert_eq!((calls(&backend).await, written(&server)), (vec![], vec![]), "somebody was called early");

    tell(&file, "+16m");
    has_written(&server, &backend).await;
    let letter = ("sre@example.org".to_owned(), "P1 INC-1: Checkout times out".to_owned(), UNANSWERED);
    let once = (vec![EscalationCause::Unanswered { due_at }], vec![letter]);
    assert_eq!((calls(&backend).await, written(&server)), once);
    // Back before the moment, and past it once more, later than anybody may have a timer or a letter in hand.
    for (by, word) in [("-1h", "before-the-call"), ("+18m", "past-it-again")] {
        tell(&file, by);
        works(&ada, "1", word).await;
        hears(&mut tab, word).await;
        tokio::time::sleep(SOME_TURNS).await;
        assert_eq!((calls(&backend).await, written(&server)), once, "after the clock was moved by {by}");
    }
    let finding = backend.check_chains(Ask::by(&Who::tocsin())).await.unwrap();
    assert!(finding.is_well(), "{finding:?}");
}
