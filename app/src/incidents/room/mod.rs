//! The room: an incident as those watching it see it.
//!
//! The server draws it, whole for the page ([`drawn`]) and in regions for those who have it open ([`regions`]): once for
//! all who may do the same in it. Its forms are plain. In the browser the island puts in the regions that changed, sends
//! the forms in the background and lets the clocks run.

#[cfg(feature = "ssr")]
mod audience;
#[cfg(feature = "ssr")]
mod body;
#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "ssr")]
mod checklists;
#[cfg(feature = "ssr")]
mod composer;
#[cfg(feature = "ssr")]
mod decision;
#[cfg(feature = "ssr")]
mod drawn;
#[cfg(feature = "ssr")]
mod evidence;
#[cfg(feature = "ssr")]
mod facts;
#[cfg(feature = "ssr")]
mod filled;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod gates;
#[cfg(feature = "ssr")]
mod head;
mod island;
#[cfg(feature = "ssr")]
mod item;
#[cfg(feature = "ssr")]
mod item_detail;
#[cfg(feature = "ssr")]
mod item_evidence;
#[cfg(feature = "ssr")]
mod item_menu;
mod name;
#[cfg(feature = "ssr")]
mod nudges;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod reason;
#[cfg(feature = "ssr")]
mod regions;
#[cfg(feature = "ssr")]
mod restrict;
#[cfg(feature = "ssr")]
mod roles;
#[cfg(feature = "ssr")]
mod shown;
#[cfg(feature = "ssr")]
mod start;
#[cfg(feature = "ssr")]
mod stepper;
#[cfg(feature = "ssr")]
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
mod tick;
#[cfg(feature = "ssr")]
mod timeline;
#[cfg(feature = "ssr")]
mod values;

#[cfg(feature = "ssr")]
pub use drawn::Drawings;
#[cfg(feature = "ssr")]
pub(crate) use name::{DO_ACKNOWLEDGE, DO_NEXT_STAGE, DO_TAKE_COMMAND, NAME, NOTE, RESTRICT};
#[cfg(feature = "ssr")]
pub use page::RoomPage;
#[cfg(feature = "ssr")]
pub use regions::{HERE, here_region, room_regions};
#[cfg(feature = "ssr")]
pub(crate) use stepper::stage_verb;
