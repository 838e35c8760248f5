//! The editor: takes over the page's textareas and binds each to its shared text.
//!
//! The textareas stay what they are, for keyboard, phone and screen reader; the form around each still works
//! without any of this. [`model`] knows the shared text and no page; [`browser`] knows the page; [`kept`] keeps
//! on this device what the server has not confirmed; [`carets`] shows where others write.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
mod carets;
mod island;
#[cfg(feature = "hydrate")]
mod kept;
#[cfg(feature = "hydrate")]
mod model;
#[cfg(feature = "hydrate")]
mod wire;
#[cfg(feature = "hydrate")]
mod workflow;

pub(super) use island::EditorIsland;
