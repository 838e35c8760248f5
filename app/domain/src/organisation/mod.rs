//! What is agreed for everybody: severities, contacts, templates, protocol. One stream, all by itself.

mod contact;
mod event;
mod state;

pub use contact::{Contact, looks_like_email};
pub use event::OrganisationEvent;
pub use state::{Organisation, Template, TemplateSection};
