//! Insights: figures over a stretch of time, each as a picture with its definition and its table.
//!
//! Drawings are SVG measured in percent, so that they fit every width while their text keeps its size; colours are
//! the style's (`style/components/chart.css`).

pub mod api;
#[cfg(feature = "ssr")]
mod figures_view;
mod insights_page;
mod plot;
mod promises;
mod runbooks;
mod trend;
mod weekly;

pub use insights_page::InsightsPage;
