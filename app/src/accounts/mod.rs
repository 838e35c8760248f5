//! Accounts: setting up, signing in, joining by invitation, choosing a password by a link, people, one's own account.

mod account_page;
pub mod api;
#[cfg(feature = "ssr")]
mod browser;
mod dead_link;
mod fresh_link;
mod invitation_page;
mod invitations;
#[cfg(feature = "ssr")]
mod leaving_page;
mod new_password_page;
mod people_page;
mod people_table;
mod providers;
mod restricted;
mod sessions;
mod set_up_page;
mod sign_in_page;

pub use account_page::AccountPage;
#[cfg(feature = "ssr")]
pub use browser::{Caller, DEVICE, Here, PASS, PublicUrl};
pub use invitation_page::InvitationPage;
#[cfg(feature = "ssr")]
pub use leaving_page::leaving_page;
pub use new_password_page::NewPasswordPage;
pub use people_page::PeoplePage;
pub use providers::BEGIN;
pub use set_up_page::SetUpPage;
pub use sign_in_page::{AGAIN, SignInPage};
