//! Sessions: which browser is whose. The cookie holds a random id and nothing else; what it stands for lies in
//! the database.

mod address;
mod identify;
mod layer;
mod store;

pub(crate) use identify::identify;
pub(crate) use layer::{SessionCookie, layer};
