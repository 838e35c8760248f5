//! What operators rely on: probes, figures, ids in the log and no secrets, backups that come back.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod doctor;
mod drill;
mod figures;
#[path = "../providers/forger.rs"]
#[allow(dead_code, reason = "this provider is honest here")]
mod forger;
mod holdings;
#[path = "../faults/load.rs"]
#[allow(dead_code, reason = "one types here, and nobody does the rest")]
mod load;
mod log;
mod password_link;
mod probes;
mod restoring;
mod secrets;
#[path = "../support/mod.rs"]
mod support;
