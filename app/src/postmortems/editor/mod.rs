//! The editor: takes over the page's textareas and binds each to its shared text.
//!
//! The textareas stay what they are, for keyboard, phone and screen reader; the form around each still works
//! without any of this. [`model`] knows the shared text and no page; [`browser`] knows the page; [`kept`] keeps
//! on this device what the server has not confirmed; [`carets`] shows where others write.

#[cfg(feature = "editor")]
mod browser;
#[cfg(feature = "editor")]
mod carets;
mod island;
#[cfg(feature = "editor")]
mod kept;
#[cfg(feature = "editor")]
mod model;
#[cfg(feature = "editor")]
mod wire;
#[cfg(feature = "editor")]
mod workflow;

#[cfg(feature = "ssr")]
pub(super) use island::EditorIsland;
