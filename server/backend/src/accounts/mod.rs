//! Accounts: how people join, sign in, change roles and leave.
//!
//! Who somebody is, is a stream of [`domain::people::MemberEvent`]; what proves it (password hashes, tokens,
//! sessions, failed attempts) lies in tables of its own and is never in the log. A use case that ends
//! sessions records an event that [`domain::people::MemberEvent::ends_sessions`] names.

mod attempts;
mod awaited;
mod bearer;
mod follow;
mod invitations;
mod join;
mod letters;
mod limits;
mod list;
mod members;
mod own;
mod own_sessions;
mod pass;
mod password_links;
mod passwords;
mod present;
mod project;
mod providers;
mod sessions;
mod set_up;
mod sign_in;
mod token;

pub(crate) use awaited::Awaited;
pub use bearer::{Bearer, Standing};
pub use invitations::{Invitation, NewInvitation};
pub use join::Newcomer;
pub use limits::SessionLimits;
pub use own_sessions::OwnSession;
pub use pass::{Pass, SignedIn};
pub use password_links::{NewPasswordLink, PasswordLink};
pub(crate) use passwords::Passwords;
pub(crate) use present::{email_of, present};
pub use providers::{BadProvider, Begun, ProviderAnswer, ProviderCard, Providers};
pub use sessions::{SessionKey, StoredSession};

#[cfg(test)]
mod tests;
