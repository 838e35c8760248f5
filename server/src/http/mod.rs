//! HTTP: routes, guards, and the loop that takes connections.

mod accept;
mod body;
mod connections;
mod forms;
mod guards;
mod outage;
mod pace;
mod postmortem_file;
mod providers;
mod router;
mod search_list;
mod stream;
mod uploads;
mod waits;

pub(crate) use accept::{accept, listen};
pub(crate) use outage::away;
pub(crate) use router::router;
