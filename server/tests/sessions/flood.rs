use std::time::{Duration, Instant};

use domain::people::Role;

use crate::support::{Browser, Server};

/// What a page may take while everybody else tries passwords. Alone it takes some milliseconds.
const QUICK: Duration = Duration::from_millis(700);
const GUESSERS: usize = 150;

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_sign_ins_leaves_other_pages_quick() {
    let server = Server::start().await;
    let ada = server.joined("Ada", Role::Responder).await;
    assert_eq!(ada.get("/settings/account").await.status(), 200);
    // Another machine's, with its own connections.
    let flood = Browser::at(&server.url);
    let guess = |n: usize| {
        let (flood, email) = (flood.clone(), format!("guess{n}@example.org"));
        tokio::spawn(async move {
            let fields = [("email", email.as_str()), ("password", "not the right password")];
            // Each from another place, or the limit by address would end the flood.
            flood.call_from(&format!("192.0.2.{n}"), "sign_in", &fields).await.text().await.unwrap()
        })
    };
    let guesses: Vec<_> = (0..GUESSERS).map(guess).collect();
    let mut took = Vec::new();
    while guesses.iter().any(|one| !one.is_finished()) || took.is_empty() {
        let began = Instant::now();
        assert_eq!(ada.get("/settings/account").await.status(), 200);
        took.push(began.elapsed());
    }
    let mut put_off = 0;
    for one in guesses {
        put_off += usize::from(one.await.unwrap().contains("Many people are signing in"));
    }
    assert!(put_off > GUESSERS / 4, "only {put_off} were asked to come back: was it a flood?");
    took.sort();
    let slow = took[took.len() * 9 / 10];
    assert!(slow < QUICK, "nine pages in ten took up to {slow:?}, of {}", took.len());
}
