//! HTTP: routes, guards, and the loop that takes connections.

mod accept;
mod again;
mod forms;
mod guards;
mod newcomers;
mod postmortem_file;
mod providers;
mod router;
mod search_list;
mod uploads;

pub(crate) use accept::{accept, listen};
pub(crate) use again::away;
pub(crate) use router::router;
