//! HTTP: routes, guards, and the loop that takes connections.

mod accept;
mod connections;
mod forms;
mod guards;
mod newcomers;
mod outage;
mod postmortem_file;
mod providers;
mod router;
mod search_list;
mod uploads;

pub(crate) use accept::{accept, listen};
pub(crate) use outage::away;
pub(crate) use router::router;
