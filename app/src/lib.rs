//! Pages, components and server functions.
//!
//! A page is rendered on the server and is plain HTML with plain forms; what must move on its own (the room,
//! the editor, copy buttons) is an island, and only islands are sent to the browser as code. To add a page:
//! a feature folder, its server functions in `api.rs`, its page, and a line in [`App`].

// A page is one nested type, and its future another around it.
#![recursion_limit = "512"]
#![allow(unreachable_pub, reason = "the component macro repeats a `pub` that re-exports make reachable")]
#![allow(
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    clippy::implicit_hasher,
    clippy::struct_excessive_bools,
    clippy::unused_async,
    reason = "components own their props, and server functions and what they give are forms and facts, field by field"
)]

pub mod accounts;
pub mod action_items;
#[cfg(feature = "ssr")]
mod again;
#[cfg(feature = "ssr")]
mod app;
#[cfg(feature = "hydrate")]
mod device;
pub mod diagnostics;
#[cfg(feature = "hydrate")]
mod drafts;
pub mod fault;
pub mod flash;
pub mod incidents;
pub mod insights;
pub mod keys;
pub mod live;
pub mod now;
pub mod postmortems;
pub mod proposals;
#[cfg(feature = "ssr")]
pub mod request;
pub mod runbooks;
pub mod search;
pub mod settings;
#[cfg(feature = "ssr")]
mod shell;
pub mod ui;

#[cfg(feature = "ssr")]
pub use again::{Again, Hindrance, again_page};
#[cfg(feature = "ssr")]
pub use app::App;
#[cfg(feature = "ssr")]
pub use shell::{Assets, Code, shell};

/// Takes over the islands of a page that the server has rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
