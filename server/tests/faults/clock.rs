use domain::people::Role;

use crate::support::{Browser, Server};

/// What a server runs under whose clock is so far off: `+1h`.
fn off(by: &str) -> [String; 4] {
    let folders =
        std::fs::read_dir("/usr/lib").unwrap().flatten().map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"));
    let library = folders.into_iter().find(|path| path.exists());
    let library = library.unwrap_or_else(|| panic!("libfaketime is not installed. Run bin/setup --tests to install it."));
    let words =
        [format!("LD_PRELOAD={}", library.display()), format!("FAKETIME={by}"), "FAKETIME_DONT_FAKE_MONOTONIC=1".to_owned()];
    let [preload, time, monotonic] = words;
    ["env".to_owned(), preload, time, monotonic]
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

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_stepped_back_two_hours_loses_nobody_and_nothing() {
    let mut server = Server::start_under(&off("+1h").each_ref().map(String::as_str), &[]).await;
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
    let finding = doctor.check_chains(backend::Ask::by(&domain::people::Who::tocsin())).await.unwrap();
    assert!(finding.is_well(), "{finding:?}");
}
