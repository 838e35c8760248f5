//! Accounts: setting up, signing in, joining by invitation, people, one's own account.

mod account_page;
pub mod api;
#[cfg(feature = "ssr")]
mod browser;
mod dead_link;
mod invitation_page;
mod invitations;
mod people_page;
mod people_table;
mod sessions;
mod set_up_page;
mod sign_in_page;

pub use account_page::AccountPage;
#[cfg(feature = "ssr")]
pub use browser::{Caller, DEVICE, PASS, PublicUrl};
pub use invitation_page::InvitationPage;
pub use people_page::PeoplePage;
pub use set_up_page::SetUpPage;
pub use sign_in_page::SignInPage;
