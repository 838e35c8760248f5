//! Incidents: the list, the declaration, the room, the wall; for whom a restricted one is, and who looked at it.

mod access_page;
pub mod api;
pub mod audience_api;
mod called;
mod declare_page;
mod incidents_page;
pub mod lessons;
#[cfg(any(feature = "ssr", not(feature = "editor")))]
mod room;
pub mod room_api;
#[cfg(feature = "ssr")]
mod room_view;
mod time_in_stage;
mod wall;

pub use access_page::AccessPage;
pub(crate) use called::{Called, WouldCall};
pub use declare_page::DeclarePage;
pub use incidents_page::IncidentsPage;
#[cfg(feature = "ssr")]
pub(crate) use room::{DO_ACKNOWLEDGE, DO_NEXT_STAGE, DO_TAKE_COMMAND, NAME, NOTE, RESTRICT, stage_verb};
#[cfg(feature = "ssr")]
pub use room::{Drawings, HERE, RoomPage, here_region, room_regions};
#[cfg(feature = "ssr")]
pub use room_view::{RoomView, room_view};
pub use time_in_stage::TimeInStageBar;
pub use wall::WallPage;
