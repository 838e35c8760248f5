//! Setting up, joining, signing in and out: for those whom nobody knows yet.

use chrono::{DateTime, Utc};
use domain::people::{Email, Role};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::{
    accounts::{AGAIN, BEGIN, browser},
    request,
};
#[cfg(feature = "ssr")]
use backend::accounts::Newcomer;

/// What the sign-in page says beside its form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInState {
    /// Nobody can sign in before somebody has followed the set-up link.
    pub awaits_set_up: bool,
    /// The other ways in.
    pub providers: Vec<ProviderChoice>,
    /// Why the last sign-in by one of them came to nothing.
    pub refusal: Option<String>,
    /// A form that waits for the sign-in, as the last try sent it along.
    pub again: Option<String>,
}

/// A provider that people can sign in by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderChoice {
    pub key: String,
    pub name: String,
}

/// Those who are signed in already go on to `next`.
#[server(prefix = "/api", endpoint = "load_sign_in")]
pub async fn load_sign_in(next: String) -> Result<SignInState, Fault> {
    if request::signed_in().is_some() {
        request::go_to(&next);
    }
    let backend = request::backend();
    let providers = backend.provider_cards().into_iter().map(|card| ProviderChoice { key: card.key, name: card.name });
    let refusal =
        request::flash().filter(|flash| flash.action == BEGIN).and_then(|flash| flash.fault).map(|fault| fault.to_string());
    let again = request::flash().filter(|flash| flash.action == SignIn::PATH);
    let again = again.and_then(|flash| flash.typed(AGAIN).map(str::to_owned));
    Ok(SignInState { awaits_set_up: backend.awaits_set_up().await?, providers: providers.collect(), refusal, again })
}

/// Signs this browser in and goes on to `next`, a path of our own.
#[server(prefix = "/api", endpoint = "sign_in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<(), Fault> {
    let here = browser::here()?;
    let signed_in = request::backend().sign_in(&email, &password, here.address).await?;
    here.admit(&signed_in).await?;
    request::go_to(&next);
    Ok(())
}

#[server(prefix = "/api", endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), Fault> {
    browser::here()?.dismiss().await?;
    request::go_to("/sign-in");
    Ok(())
}

#[server(prefix = "/api", endpoint = "check_set_up_link")]
pub async fn check_set_up_link(token: String) -> Result<(), Fault> {
    Ok(request::backend().check_set_up_link(&token).await?)
}

/// Makes the first administrator, who is signed in with that.
#[server(prefix = "/api", endpoint = "set_up")]
pub async fn set_up(token: String, name: String, email: String, password: String) -> Result<(), Fault> {
    let here = browser::here()?;
    let newcomer = Newcomer { name: &name, password: &password };
    let signed_in = request::backend().set_up(&token, newcomer, &email).await?;
    here.admit(&signed_in).await?;
    request::go_to("/");
    Ok(())
}

/// Who is asked to join, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenInvitation {
    pub email: Email,
    pub role: Role,
    pub expires_at: DateTime<Utc>,
}

#[server(prefix = "/api", endpoint = "load_invitation")]
pub async fn load_invitation(token: String) -> Result<OpenInvitation, Fault> {
    let invitation = request::backend().invitation(&token).await?;
    Ok(OpenInvitation { email: invitation.email, role: invitation.role, expires_at: invitation.expires_at })
}

/// Joins, and signs this browser in with that.
#[server(prefix = "/api", endpoint = "accept_invitation")]
pub async fn accept_invitation(token: String, name: String, password: String) -> Result<(), Fault> {
    let here = browser::here()?;
    let newcomer = Newcomer { name: &name, password: &password };
    let signed_in = request::backend().accept_invitation(&token, newcomer).await?;
    here.admit(&signed_in).await?;
    request::go_to("/");
    Ok(())
}
