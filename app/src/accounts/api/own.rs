//! One's own account.

use domain::people::{Email, Role};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::{accounts::browser, request};
#[cfg(feature = "ssr")]
use backend::Ask;

/// What the account page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub name: String,
    pub email: Email,
    pub role: Role,
}

#[server(prefix = "/api", endpoint = "load_account")]
pub async fn load_account() -> Result<Account, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let member = backend.own_account(Ask::by(&who)).await?;
    Ok(Account { name: member.name, email: member.email, role: who.role })
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
    let (session, address) = (browser::session()?, browser::address());
    let signed_in = backend.change_password(Ask::by(&who), &password, &new_password, address).await?;
    browser::admit(&session, &signed_in).await?;
    request::go_to("/settings/account?password=changed");
    Ok(())
}

/// Ends every session of this person, the one that asks included.
#[server(prefix = "/api", endpoint = "sign_out_everywhere")]
pub async fn sign_out_everywhere() -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let session = browser::session()?;
    backend.sign_out_everywhere(Ask::by(&who)).await?;
    browser::dismiss(&session).await?;
    request::go_to("/sign-in");
    Ok(())
}
