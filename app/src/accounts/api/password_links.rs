//! Choosing a new password by a link that an administrator handed over: for whoever can't sign in.

use chrono::{DateTime, Utc};
use domain::people::Email;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::{accounts::browser, request};

/// Whose password is chosen with a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenPasswordLink {
    pub name: String,
    pub email: Email,
    pub expires_at: DateTime<Utc>,
}

#[cfg(feature = "ssr")]
impl From<backend::accounts::PasswordLink> for OpenPasswordLink {
    fn from(link: backend::accounts::PasswordLink) -> Self {
        Self { name: link.name, email: link.email, expires_at: link.expires_at }
    }
}

#[server(prefix = "/api", endpoint = "load_password_link")]
pub async fn load_password_link(token: String) -> Result<OpenPasswordLink, Fault> {
    Ok(request::backend().password_link(&token).await?.into())
}

/// Takes the new password, and signs this browser in with that; all others are out.
#[server(prefix = "/api", endpoint = "choose_password")]
pub async fn choose_password(token: String, password: String) -> Result<(), Fault> {
    let here = browser::here()?;
    let signed_in = request::backend().choose_password(&token, &password).await?;
    here.admit(&signed_in).await?;
    request::go_to("/");
    Ok(())
}
