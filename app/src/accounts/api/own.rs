//! One's own account.

use chrono::{DateTime, Utc};
use domain::people::{Email, Role};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::{accounts::browser, request};
#[cfg(feature = "ssr")]
use backend::{Ask, accounts::SessionKey};

/// What the account page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub name: String,
    pub email: Email,
    pub role: Role,
    /// The browsers that are signed in, the one used last first.
    pub sessions: Vec<OwnBrowser>,
}

/// A browser in which somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnBrowser {
    /// Names the session in forms; it opens nothing.
    pub key: String,
    /// "Firefox on Linux".
    pub device: String,
    pub address: String,
    pub signed_in_at: DateTime<Utc>,
    /// To a few minutes.
    pub seen_at: DateTime<Utc>,
    /// The one that asks.
    pub is_this: bool,
}

#[server(prefix = "/api", endpoint = "load_account")]
pub async fn load_account() -> Result<Account, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let key = browser::session_key();
    let member = backend.own_account(Ask::by(&who)).await?;
    let sessions = backend.own_sessions(Ask::by(&who)).await?.into_iter().map(|session| OwnBrowser {
        is_this: key.as_ref().is_some_and(|key| key.as_str() == session.key),
        key: session.key,
        device: session.device,
        address: session.address,
        signed_in_at: session.signed_in_at,
        seen_at: session.seen_at,
    });
    Ok(Account { name: member.name, email: member.email, role: who.role, sessions: sessions.collect() })
}

#[server(prefix = "/api", endpoint = "rename_self")]
pub async fn rename_self(name: String) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.rename_self(Ask::by(&who), &name).await?;
    request::go_to("/settings/account");
    Ok(())
}

/// Takes another password; this browser stays signed in, all others are out.
#[server(prefix = "/api", endpoint = "change_password")]
pub async fn change_password(password: String, new_password: String) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let here = browser::here()?;
    let signed_in = backend.change_password(Ask::by(&who), &password, &new_password, here.address).await?;
    here.admit(&signed_in).await?;
    request::go_to("/settings/account?password=changed");
    Ok(())
}

/// Signs another of one's own browsers out; this one by its own key, too.
#[server(prefix = "/api", endpoint = "end_session")]
pub async fn end_session(session: String) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.end_session(Ask::by(&who), &SessionKey::named(&session)).await?;
    request::go_to("/settings/account#sessions");
    Ok(())
}

/// Ends every session of this person, the one that asks included.
#[server(prefix = "/api", endpoint = "sign_out_everywhere")]
pub async fn sign_out_everywhere() -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let here = browser::here()?;
    backend.sign_out_everywhere(Ask::by(&who)).await?;
    here.dismiss().await?;
    request::go_to("/sign-in");
    Ok(())
}
