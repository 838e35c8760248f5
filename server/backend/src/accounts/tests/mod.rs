//! People join, sign in, and leave, on both databases.

mod joining;
mod managing;
mod password_links;
mod passwords;
mod sessions;
mod signing_in;

use std::net::{IpAddr, Ipv4Addr};

use domain::{
    Refusal,
    people::{Role, Who},
};

use super::{Bearer, Newcomer, SessionKey, SignedIn};
use crate::{Ask, Backend, Error, testing::refusal};

const ADA: &str = "ada@example.org";
const BEN: &str = "ben@example.org";
const SECRET: &str = "correct horse battery 1";
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

fn newcomer(name: &str) -> Newcomer<'_> {
    Newcomer { name, password: SECRET }
}

async fn set_up_token(backend: &Backend) -> String {
    backend.set_up_link().await.unwrap().unwrap().strip_prefix("/set-up/").unwrap().to_owned()
}

/// Ada sets Tocsin up.
async fn with_ada(backend: &Backend) -> SignedIn {
    let token = set_up_token(backend).await;
    backend.set_up(&token, newcomer("Ada Okafor"), ADA).await.unwrap()
}

async fn invited(backend: &Backend, by: &Who, email: &str, role: Role) -> String {
    let path = backend.invite(Ask::by(by), email, role).await.unwrap().path;
    path.strip_prefix("/invitations/").unwrap().to_owned()
}

/// Ada invites Ben, who joins.
async fn with_ben(backend: &Backend, ada: &Who, role: Role) -> SignedIn {
    let token = invited(backend, ada, BEN, role).await;
    backend.accept_invitation(&token, newcomer("Ben Lindqvist")).await.unwrap()
}

fn sentence<T>(outcome: crate::Result<T>) -> String {
    refusal(outcome).to_string()
}

/// Who bears a session that was begun with this pass.
async fn bearer(backend: &Backend, signed_in: &SignedIn) -> Option<Who> {
    let secret = backend.ids.next::<uuid::Uuid>().to_string();
    assert!(backend.create_session(&secret, "{}", Some(&browser(signed_in))).await.unwrap());
    backend.session_bearer(&SessionKey::of(&secret)).await.unwrap().map(|standing| standing.who)
}

/// Whether a browser with this pass is still signed in.
async fn is_in(backend: &Backend, signed_in: &SignedIn) -> bool {
    bearer(backend, signed_in).await.is_some()
}

fn browser(signed_in: &SignedIn) -> Bearer {
    Bearer { pass: signed_in.pass.clone(), device: "Firefox on Linux".to_owned(), address: "192.0.2.1".to_owned() }
}
