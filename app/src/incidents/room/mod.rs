//! The room: an incident as those watching it see it. One island, rendered whole on the server; its forms are plain
//! and are sent in the background once the script runs.

mod checklists;
mod composer;
mod decision;
mod enhance;
mod evidence;
mod facts;
mod form;
mod gates;
mod head;
mod island;
mod item;
mod item_menu;
mod page;
mod roles;
mod start;
mod state;
mod stepper;
mod timeline;

pub use page::RoomPage;
