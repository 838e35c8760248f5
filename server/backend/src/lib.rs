//! Use cases and SQL: everything between a server function and the database.

pub mod db;
pub mod diagnostics;
