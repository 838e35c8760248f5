//! What is counted and measured, for `/metrics`.
//!
//! Names begin with `tocsin_`; the values of a label are a list that is known beforehand (routes, tasks, never an
//! id or an address), so that nobody can make a server remember more and more.

mod counts;
mod database;
mod scrape;

pub use counts::Metrics;
pub use database::DatabaseMetrics;
