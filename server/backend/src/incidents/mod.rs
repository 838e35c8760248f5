//! Incidents: declaring them, working on them, reading them.

mod declare;
mod follow;
mod list;
mod probe;
mod project;
mod promise;
mod room;
mod work;

pub use declare::Declare;
pub use list::{IncidentFilter, IncidentPage};
pub use room::Room;
pub(crate) use room::incident_id;

#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod value_tests;
