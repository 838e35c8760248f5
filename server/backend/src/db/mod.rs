//! One SQL text, two databases.
//!
//! SQLite and PostgreSQL both accept `$1` placeholders, `RETURNING` and `ON CONFLICT`, so a query is
//! written once and the dialect is chosen here. Not portable, and therefore not used: `= ANY`, `ILIKE`,
//! `now()`, date arithmetic, `SKIP LOCKED`.

mod connect;
mod loan;
mod newer;
mod patience;
mod query;
mod writer;

pub(crate) use connect::known_migrations;
pub use connect::{Db, Tx};
pub(crate) use patience::patiently;
pub use query::{Query, Record, Value};
