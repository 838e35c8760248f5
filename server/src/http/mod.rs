//! HTTP: routes, guards, and the loop that takes connections.

mod accept;
mod again;
mod answer;
mod body;
mod connections;
mod forms;
mod guards;
mod memory;
mod pace;
mod postmortem_file;
mod providers;
mod returned;
mod router;
mod search_list;
mod stream;
mod uploads;
mod waits;

pub(crate) use accept::{accept, listen};
pub(crate) use again::away;
pub(crate) use router::router;
pub(crate) use stream::socket_of;
