//! The live connection of a tab: one WebSocket, shared by all islands.
//!
//! An island watches a topic and says after which event it knows nothing; it gets everything since, also after
//! the connection was lost for a while. Commands are server functions, sent through [`outbox`]: they wait there
//! while the server can't be reached.

#[cfg(feature = "hydrate")]
mod client;
#[cfg(feature = "hydrate")]
pub mod outbox;
#[cfg(feature = "hydrate")]
mod socket;
mod strip;

#[cfg(feature = "hydrate")]
pub use client::{connection, leave, send, watch};
pub use strip::ConnectionStrip;

/// How the connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Connection {
    /// Not yet, or not again.
    #[default]
    Connecting,
    Live,
    /// Lost for more than a moment; it is tried again and again.
    Offline,
}

impl Connection {
    /// The word in `data-live`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Live => "live",
            Self::Offline => "offline",
        }
    }
}
