//! What is agreed for everybody: severities, contacts, templates, protocol. One stream, all by itself.

mod contact;
mod cover;
mod event;
mod state;

pub use contact::{Contact, looks_like_email};
pub use cover::Uncovered;
pub use event::OrganisationEvent;
pub use state::{Organisation, Template, TemplateSection};
