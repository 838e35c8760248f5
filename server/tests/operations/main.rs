//! What operators rely on: probes, figures, ids in the log, backups that come back.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod drill;
mod figures;
mod log;
mod probes;
#[path = "../support/mod.rs"]
mod support;
