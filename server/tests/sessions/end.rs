use std::time::Duration;

use backend::Ask;
use domain::{
    ids::PersonId,
    live::SESSION_ENDED,
    people::{Role, Who},
};

use crate::support::{Browser, LiveTab, Server};

/// So soon an end is felt, wherever the session is open.
const SOON: Duration = Duration::from_secs(5);

/// The browser is nobody's any more, and the page that it had open has been told.
async fn is_out(browser: &Browser, page: &mut LiveTab) {
    assert_eq!(page.ended_within(SOON).await, Some(SESSION_ENDED));
    assert_eq!(browser.call("load_account", &[]).await.status(), 401);
    assert_eq!(browser.knock_live(browser.url()).await.status(), 401);
}

/// It goes on.
async fn is_in(browser: &Browser, page: &mut LiveTab) {
    assert_eq!(page.ended_within(Duration::from_millis(300)).await, None);
    assert_eq!(browser.call("load_account", &[]).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_what_this_browser_has_open_and_no_other() {
    let server = Server::start().await;
    let here = server.joined("Ada", Role::Responder).await;
    let elsewhere = server.signed_in("Ada").await;
    let (mut page, mut other) = (here.open_live().await, elsewhere.open_live().await);
    is_in(&here, &mut page).await;
    here.call("sign_out", &[]).await;
    is_out(&here, &mut page).await;
    is_in(&elsewhere, &mut other).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ended_from_the_account_page_ends_elsewhere() {
    let server = Server::start().await;
    let here = server.joined("Ada", Role::Responder).await;
    let elsewhere = server.signed_in("Ada").await;
    let (mut page, mut other) = (here.open_live().await, elsewhere.open_live().await);
    let account: serde_json::Value = here.call("load_account", &[]).await.json().await.unwrap();
    let sessions = account["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let (own, others): (Vec<_>, Vec<_>) = sessions.iter().partition(|session| session["is_this"] == true);
    assert_eq!((own.len(), others.len()), (1, 1), "this one is marked: {sessions:?}");
    assert_eq!(others[0]["device"], "Firefox on Linux");
    assert_eq!(others[0]["address"], "127.0.0.1");

    // Somebody else who has got hold of its name can do nothing with it.
    let eve = server.joined("Eve", Role::Admin).await;
    eve.call("end_session", &[("session", others[0]["key"].as_str().unwrap())]).await;
    is_in(&elsewhere, &mut other).await;

    here.call("end_session", &[("session", others[0]["key"].as_str().unwrap())]).await;
    is_out(&elsewhere, &mut other).await;
    is_in(&here, &mut page).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_disabled_or_gets_another_role_is_out_everywhere() {
    let server = Server::start().await;
    let dev = server.joined("Dev", Role::Admin).await;
    let ada = server.joined("Ada", Role::Responder).await;
    let ben = server.joined("Ben", Role::Responder).await;
    let (mut adas, mut bens, mut devs) = (ada.open_live().await, ben.open_live().await, dev.open_live().await);
    dev.call("disable_person", &[("person", &server.id_of("Ada").await)]).await;
    is_out(&ada, &mut adas).await;
    dev.call("change_role", &[("person", &server.id_of("Ben").await), ("role", "viewer")]).await;
    is_out(&ben, &mut bens).await;
    is_in(&dev, &mut devs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_chooses_a_password_by_a_link_is_out_wherever_they_were_signed_in_before() {
    let server = Server::start().await;
    let dev = server.joined("Dev", Role::Admin).await;
    let ada = server.joined("Ada", Role::Responder).await;
    let (mut adas, mut devs) = (ada.open_live().await, dev.open_live().await);
    let id: PersonId = server.id_of("Ada").await.parse().unwrap();
    let link = server.backend().await.make_password_link(Ask::by(&Who::tocsin()), id).await.unwrap();
    is_in(&ada, &mut adas).await;
    let here = Browser::at(&server.url);
    let token = link.path.trim_start_matches("/new-password/");
    here.call("choose_password", &[("token", token), ("password", "a horse of another colour")]).await;
    is_out(&ada, &mut adas).await;
    let mut page = here.open_live().await;
    is_in(&here, &mut page).await;
    is_in(&dev, &mut devs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_another_server_decides_is_felt_here() {
    let server = Server::start().await;
    let ada = server.joined("Ada", Role::Responder).await;
    let mut page = ada.open_live().await;
    is_in(&ada, &mut page).await;
    // A second process on the same database, from which no wake-up comes.
    let other = server.backend().await;
    let who = other.list_people(Ask::by(&domain::people::Who::tocsin())).await.unwrap().remove(0);
    let who = domain::people::Who::person(who.person(), Role::Responder);
    other.sign_out_everywhere(Ask::by(&who)).await.unwrap();
    is_out(&ada, &mut page).await;
}
