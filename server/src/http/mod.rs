//! HTTP: routes, guards, and the loop that takes connections.

mod accept;
mod forms;
mod guards;
mod router;
mod uploads;

pub(crate) use accept::accept;
pub(crate) use router::router;
