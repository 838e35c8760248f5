//! Forms that come back: the page that one was sent from shows once what became of it, and what was typed.

use std::net::{IpAddr, Ipv4Addr};

use app::{accounts::Caller, fault::Fault, flash::Flash};
use axum::{
    http::{Extensions, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use backend::{Backend, Error, Ids};
use domain::{Refusal, people::Who};
use tower_sessions::Session;

use super::{
    again::{away, not_kept},
    memory::Whose,
};

const FLASH: &str = "flash";

/// Of a form of somebody who is not signed in so much is kept for the page, in bytes as it is stored: anybody could fill the
/// disk otherwise. None is larger, but for a sign-in that takes another form along, and that one is shown at once.
const MOST_KEPT: usize = 16 * 1024;
const TOO_LONG: &str = "What was typed is too long to be kept for the page.";

/// Who sent a form, as far as it matters for what is kept of it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sender {
    Member,
    /// Somebody who is not signed in, and where they are.
    Stranger(IpAddr),
}

impl Sender {
    /// Of a request that went through [`identify`](crate::sessions::identify).
    pub(super) fn of(extensions: &Extensions) -> Self {
        let address = extensions.get::<Caller>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |caller| caller.0);
        if extensions.get::<Who>().is_some() { Self::Member } else { Self::Stranger(address) }
    }

    /// Which part of the memory a form of theirs takes.
    pub(super) fn whose(self) -> Whose {
        match self {
            Self::Member => Whose::Members,
            Self::Stranger(_) => Whose::Strangers,
        }
    }
}

/// Leads back to the page of the form, which shows once what became of it. To a stranger it is said at once where it is too
/// long to be kept, or too many are kept for their network already.
pub(super) async fn come_back(backend: &Backend, session: &Session, sender: Sender, back: &str, flash: Flash) -> Response {
    let fault = flash.fault.clone();
    if let Sender::Stranger(address) = sender {
        let said = fault.as_ref().map(ToString::to_string).unwrap_or_default();
        if !serde_json::to_string(&flash).is_ok_and(|kept| kept.len() <= MOST_KEPT) {
            let status = fault.and_then(|fault| StatusCode::from_u16(fault.status()).ok());
            return not_kept(status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY), said, TOO_LONG.to_owned(), back);
        }
        match backend.count_returned_form(address).await {
            Ok(()) => {}
            Err(Error::Refused(Refusal::TooOften { seconds })) => return too_many(said, seconds, back),
            Err(error) => return away(error.into()),
        }
    }
    if let Err(error) = session.insert(FLASH, flash).await {
        let reference = Ids.next::<uuid::Uuid>().simple().to_string();
        tracing::error!(%error, %reference, "a form could not be kept for the next page");
        return away(fault.unwrap_or(Fault::Away(reference)));
    }
    Redirect::to(back).into_response()
}

fn too_many(said: String, seconds: u64, back: &str) -> Response {
    let why = format!(
        "Many forms have come back to your network within a quarter of an hour: for {seconds} seconds none is kept for its page."
    );
    let mut response = not_kept(StatusCode::TOO_MANY_REQUESTS, said, why, back);
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
}

/// What came back to this browser, which is not told a second time.
pub(super) async fn take_returned(session: &Session) -> Option<Flash> {
    let flash = session.get::<Flash>(FLASH).await.ok().flatten()?;
    let _ = session.remove::<Flash>(FLASH).await;
    Some(flash)
}
