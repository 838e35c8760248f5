//! Incidents: the list, the declaration, the room.

pub mod api;
mod declare_page;
mod incidents_page;
mod room;
pub mod room_api;
#[cfg(feature = "ssr")]
mod room_view;

pub use declare_page::DeclarePage;
pub use incidents_page::IncidentsPage;
pub use room::RoomPage;
