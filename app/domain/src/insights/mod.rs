//! Figures over a stretch of time: how often, how fast, and which promises were kept.
//!
//! Everything is computed from what the log says, by pure functions; `docs/guides/figures.md` has the definitions
//! in words. To add a figure: its computation here with cases worked by hand, its rows in the backend, its
//! picture and its table on the page.

mod course;
mod incidents;
mod kept;
mod spread;
mod trend;
mod window;

pub use course::Course;
pub use incidents::{IncidentFigures, Week};
pub use kept::Kept;
pub use spread::Spread;
pub use trend::{Month, Trend};
pub use window::{Reach, Window};
