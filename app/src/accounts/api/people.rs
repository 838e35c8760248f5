//! What administrators do: invite, change roles, make password links, disable, enable.

use domain::{
    ids::PersonId,
    people::{MemberSummary, Role},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{OpenInvitation, OpenPasswordLink};
use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::{accounts::browser, request};
#[cfg(feature = "ssr")]
use backend::{Ask, Backend};

/// Everybody, and for administrators who is asked to join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    pub members: Vec<MemberSummary>,
    /// Whoever looks.
    pub own_id: Option<PersonId>,
    /// Absent for those who may only look.
    pub managed: Option<Managed>,
}

/// Somebody who was asked to join and has not come yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    pub invitation: OpenInvitation,
    /// The name of whoever asked them; absent: Tocsin itself.
    pub by: Option<String>,
    /// Whoever asked them is no administrator any more: the link leads nowhere.
    pub is_void: bool,
}

/// What only administrators see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Managed {
    pub invited: Vec<Invited>,
    pub fresh_link: Option<FreshLink>,
}

/// A link that was made just now, in full, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FreshLink {
    Invitation(String),
    Password { url: String, link: OpenPasswordLink },
}

#[server(prefix = "/api", endpoint = "load_people")]
pub async fn load_people() -> Result<People, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let own_id = who.actor.person().map(|person| person.id);
    let may_manage = who.may(domain::people::Permission::ManagePeople).is_ok();
    let fresh_link = if may_manage { fresh_link(&backend).await? } else { None };
    let members = backend.list_people(Ask::by(&who)).await?;
    if !may_manage {
        return Ok(People { members, own_id, managed: None });
    }
    let invited = backend.open_invitations(Ask::by(&who)).await?.into_iter().map(|open| Invited {
        invitation: OpenInvitation { email: open.email, role: open.role, expires_at: open.expires_at },
        by: open.invited_by.map(|person| person.name),
        is_void: open.is_void,
    });
    Ok(People { members, own_id, managed: Some(Managed { invited: invited.collect(), fresh_link }) })
}

/// What was handed over to this page, if anything. A password link may be void again by now.
#[cfg(feature = "ssr")]
async fn fresh_link(backend: &Backend) -> Result<Option<FreshLink>, Fault> {
    let Some(path) = browser::take_link() else { return Ok(None) };
    let url = browser::in_full(&path);
    let Some(token) = path.strip_prefix(browser::NEW_PASSWORD) else { return Ok(Some(FreshLink::Invitation(url))) };
    match backend.password_link(token).await {
        Ok(link) => Ok(Some(FreshLink::Password { url, link: link.into() })),
        Err(backend::Error::Refused(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Asks somebody to join; the page that follows shows the link, once.
#[server(prefix = "/api", endpoint = "invite_person")]
pub async fn invite_person(email: String, role: Role) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let invitation = backend.invite(Ask::by(&who), &email, role).await?;
    browser::hand_over_link(&invitation.path);
    request::go_to("/settings/people");
    Ok(())
}

#[server(prefix = "/api", endpoint = "withdraw_invitation")]
pub async fn withdraw_invitation(invited: String) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.withdraw_invitation(Ask::by(&who), &invited).await?;
    request::go_to("/settings/people");
    Ok(())
}

#[server(prefix = "/api", endpoint = "change_role")]
pub async fn change_role(person: PersonId, role: Role) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.change_role(Ask::by(&who), person, role).await?;
    request::go_to("/settings/people");
    Ok(())
}

/// Makes a link with which somebody chooses a new password; the page that follows shows it, once.
#[server(prefix = "/api", endpoint = "make_password_link")]
pub async fn make_password_link(person: PersonId) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let link = backend.make_password_link(Ask::by(&who), person).await?;
    browser::hand_over_link(&link.path);
    request::go_to("/settings/people");
    Ok(())
}

#[server(prefix = "/api", endpoint = "disable_person")]
pub async fn disable_person(person: PersonId) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.disable_person(Ask::by(&who), person).await?;
    request::go_to("/settings/people");
    Ok(())
}

#[server(prefix = "/api", endpoint = "enable_person")]
pub async fn enable_person(person: PersonId) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.enable_person(Ask::by(&who), person).await?;
    request::go_to("/settings/people");
    Ok(())
}
