//! Pages that list many things keep themselves up to date: they hear of every change, and ask for themselves without being
//! taken for somebody who uses them.

use std::time::Duration;

use app::live::ANEW;
use backend::Ask;
use domain::{
    incidents::Command,
    live::{ClientMessage, ServerMessage, Topic},
    people::{Role, Who},
};

use crate::support::{Browser, LiveTab, PASSWORD, Server};

/// The mark that a page was drawn with.
fn mark(html: &str) -> i64 {
    let island = html.split("data-component=\"Current").nth(1).unwrap();
    let after = island.split("after").nth(1).unwrap().trim_start_matches(|sign: char| !sign.is_ascii_digit());
    after.split(|digit: char| !digit.is_ascii_digit()).next().unwrap().parse().unwrap()
}

async fn news(tab: &mut LiveTab, within: Duration) -> Option<i64> {
    let heard = async {
        loop {
            if let ServerMessage::Changed { topic: Topic::Log, seq } = tab.hear().await.unwrap() {
                return seq;
            }
        }
    };
    tokio::time::timeout(within, heard).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_hears_of_what_came_after_it_was_drawn_and_of_nothing_else() {
    let server = Server::start().await;
    let ada = server.joined("Ada", Role::Commander).await;
    let number = ada.call("declare_incident", &[("title", "Checkout fails"), ("severity", "p3")]).await;
    assert!(number.status().is_success() || number.status().is_redirection());
    let mut tab = ada.open_live().await;
    // Another program has invited her, which the first look finds.
    tab.say(&ClientMessage::Watch { topic: Topic::Log, after: 0 }).await;
    while news(&mut tab, Duration::from_secs(7)).await.is_some() {}
    let drawn = mark(&ada.get("/incidents").await.text().await.unwrap());
    tab.say(&ClientMessage::Watch { topic: Topic::Log, after: drawn }).await;
    assert_eq!(news(&mut tab, Duration::from_millis(700)).await, None, "it is up to date");
    ada.call("add_note", &[("number", "1"), ("text", "One replica is left.")]).await;
    let now = news(&mut tab, Duration::from_secs(5)).await.expect("a note was written");
    assert_ne!(now, drawn);

    // What another program adds is found by looking.
    let note = Command::Note { text: "From elsewhere.".to_owned() };
    server.backend().await.work_on_incident(Ask::by(&Who::tocsin()), 1, note).await.unwrap();
    assert!(news(&mut tab, Duration::from_secs(10)).await.is_some());

    // A page that comes back to a server which has been started again can't tell what it missed.
    let mut late = ada.open_live().await;
    late.say(&ClientMessage::Watch { topic: Topic::Log, after: drawn }).await;
    assert!(news(&mut late, Duration::from_secs(5)).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_asks_for_itself_takes_no_refusal_from_the_page_that_a_form_leads_to() {
    let server = Server::start().await;
    let browser = Browser::at(&server.url);
    browser.post_form("sign_in", &[("email", "ada@example.org"), ("password", PASSWORD)]).await;
    let by_itself = browser.get_with("/sign-in", &[(ANEW, "1")]).await.text().await.unwrap();
    assert!(!by_itself.contains("role=\"alert\""), "{by_itself}");
    let page = browser.get("/sign-in").await.text().await.unwrap();
    assert!(page.contains("role=\"alert\"") && page.contains("ada@example.org"), "{page}");
}
