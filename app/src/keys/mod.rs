//! The keyboard: what the keys do, and the island that listens to them.
//!
//! A page says in its markup what a key does; nothing is added here for a new one:
//! `data-key="d"` or `data-key="g i"` is pressed by that key (or those after each other), `data-opens="keys"` shows the
//! dialog of that id in place of following the link, and `data-row` on the link of a row, or on whatever of it can have the
//! focus, lets `j` and `k` come to it.

#[cfg(feature = "hydrate")]
mod browser;
mod dialog;
mod island;
mod keys_page;
mod list;

pub(crate) use dialog::KeysDialog;
pub(crate) use island::Keyboard;
pub use keys_page::KeysPage;
