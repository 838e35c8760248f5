//! Shared texts: written by several people at once, in real time.
//!
//! One [`text::SharedText`] (a Yjs document) a post-mortem, one task a document that is open (`actor`), and
//! the rule that holds everything together: an update is stored first and shown to others only then, so
//! nothing that anybody saw is ever lost. Several servers may have the same document open: each reads what
//! the others stored.

mod actor;
mod diff;
mod orders;
mod registry;
mod session;
mod store;
mod text;

pub(super) use orders::Order;
pub use registry::Documents;
pub use session::{DocumentNews, DocumentSession};
pub(super) use store::{create, has_written, lock, read};
pub use text::Texts;
pub(super) use text::content_hash;

#[cfg(test)]
mod tests;
