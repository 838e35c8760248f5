//! Incidents: declaring them, working on them, reading them.

mod access;
mod audience;
mod declare;
mod follow;
mod given;
mod item_details;
mod list;
mod probe;
mod project;
mod promise;
mod room;
mod seen;
mod timelines;
mod work;

pub(crate) use audience::{is_listed_for, is_restricted};
pub use declare::Declare;
pub(crate) use item_details::KeptDetails;
pub use item_details::{ItemDetail, ItemDetails};
pub use list::{IncidentFilter, IncidentPage, OpenIncidents};
pub(crate) use project::fill_rows;
pub use room::Room;
pub(crate) use room::incident_id;
pub(crate) use seen::seen;
pub(crate) use timelines::Timelines;

#[cfg(test)]
mod audience_tests;
#[cfg(test)]
mod fact_tests;
#[cfg(test)]
mod given_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod reopening_tests;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod value_tests;
