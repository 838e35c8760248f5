//! Settings: what is agreed for everybody.

pub mod api;
mod contacts_page;
mod settings_page;
mod severities_page;
mod shell;
#[cfg(feature = "ssr")]
mod typed;

pub use contacts_page::ContactsPage;
pub use settings_page::SettingsPage;
pub use severities_page::SeveritiesPage;
pub use shell::Settings;
