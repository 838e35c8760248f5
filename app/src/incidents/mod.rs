//! Incidents: the list, the declaration, the room.

pub mod api;
mod declare_page;
mod incidents_page;

pub use declare_page::DeclarePage;
pub use incidents_page::IncidentsPage;
