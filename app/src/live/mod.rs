//! The live connection of a tab: one WebSocket, shared by all islands.
//!
//! An island watches a topic and says up to which event its page is drawn; it gets the regions of the page that
//! changed since, also after the connection was lost for a while. Commands are server functions, sent through
//! `outbox`: they wait there while the server can't be reached, and [`Keeper`] shows them on every page.

#[cfg(feature = "hydrate")]
mod anew;
#[cfg(feature = "hydrate")]
mod client;
mod current;
mod keeper;
#[cfg(feature = "hydrate")]
mod morph;
#[cfg(feature = "hydrate")]
pub mod outbox;
#[cfg(feature = "ssr")]
mod region;
#[cfg(feature = "hydrate")]
mod socket;
mod state;
mod strip;
#[cfg(feature = "hydrate")]
mod waiting;

#[cfg(feature = "hydrate")]
pub use client::{connection, leave, send, watch};
pub use current::{Current, Follows};
pub use keeper::Keeper;
#[cfg(feature = "hydrate")]
pub use morph::put_in;
#[cfg(feature = "ssr")]
pub use region::{Region, apart, in_regions};
pub use state::Connection;
pub use strip::ConnectionStrip;

/// The header of a page that a browser asks for by itself, to bring up to date what it shows: that is nobody's doing.
pub const ANEW: &str = "tocsin-anew";

/// The header in which a form that may have waited names its author by id, so that it is nobody else's.
pub const AUTHOR: &str = "tocsin-person";
