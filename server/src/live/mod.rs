//! The live connection: one WebSocket a tab. See [`domain::live`] for what travels on it.

mod connect;
mod document;
mod drawing;
mod hub;
mod outbox;
mod people;
mod rooms;
mod socket;
mod watch;

pub(crate) use connect::connect;
pub(crate) use hub::Hub;
use people::People;
use rooms::Rooms;
