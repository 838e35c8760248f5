use domain::Refusal;
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// What can go wrong between a page and the server, in words for the person before the page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    #[error("{0}")]
    Refused(#[from] Refusal),
    #[error("There is nothing here, or you may not know of it. Check the address, or look for it in the lists.")]
    NotFound,
    /// A defect or an outage on our side; the log has the cause under this reference.
    #[error(
        "Something broke on our side, and nothing was changed. Try again; if it stays, give your administrator the reference {0}."
    )]
    Broken(String),
    /// The database is gone, full, or too slow: it heals by itself, or an administrator heals it. The log has the cause
    /// under this reference.
    #[error(
        "Tocsin's database can't be used just now. Try again in a minute: what was under way is done once, never twice. If it stays, give your administrator the reference {0}."
    )]
    Away(String),
    #[error("The server could not be reached: {0}. What you typed is kept; try again when the connection is back.")]
    Unreachable(String),
}

impl Fault {
    /// The HTTP status that says the same.
    pub fn status(&self) -> u16 {
        match self {
            Self::Refused(Refusal::NotSignedIn) => 401,
            Self::Refused(Refusal::NotPermitted(_)) => 403,
            Self::Refused(Refusal::Unlawful(_) | Refusal::Gated(_) | Refusal::Stale) => 409,
            Self::Refused(Refusal::Invalid { .. }) => 422,
            Self::Refused(Refusal::TooOften { .. }) => 429,
            Self::NotFound => 404,
            Self::Broken(_) => 500,
            Self::Away(_) => 503,
            Self::Unreachable(_) => 400,
        }
    }

    /// The field that was refused, where it was one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Refused(Refusal::Invalid { field, .. }) => Some(field),
            _ => None,
        }
    }
}

impl FromServerFnError for Fault {
    type Encoder = JsonEncoding;
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self::Unreachable(error.to_string())
    }
}

#[cfg(feature = "ssr")]
impl From<backend::Error> for Fault {
    fn from(error: backend::Error) -> Self {
        match error {
            backend::Error::Refused(refusal) => Self::Refused(refusal),
            backend::Error::NotFound => Self::NotFound,
            broken => {
                // Logged once, here at the edge; the reference joins what the person sees to the cause.
                let (reference, is_away) = (crate::request::reference(), broken.is_away());
                tracing::error!(reference, is_away, error = %broken, "a request failed");
                if is_away { Self::Away(reference) } else { Self::Broken(reference) }
            }
        }
    }
}
