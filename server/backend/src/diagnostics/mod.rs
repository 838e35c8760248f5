//! Probes: looking at a system without changing it.
//!
//! The [`Prober`] carries out a [`domain::diagnostics::ProbeRequest`] on a configured target. It
//! never fails: whatever goes wrong is an outcome with a sentence. A new kind of target is a
//! variant in `targets` and `domain::diagnostics::Check`, and a module beside `postgres` and `http`.

mod address;
mod doctor;
mod failure;
mod http;
mod http_body;
mod http_url;
mod json_path;
mod postgres;
mod postgres_session;
mod prober;
mod redaction;
mod self_test;
mod sql_guard;
mod targets;
#[cfg(test)]
mod tests;
mod turns;

pub(crate) use doctor::Doctor;
pub(crate) use json_path::read_json_path;
pub use prober::Prober;
pub use targets::{BadTarget, Targets};
pub(crate) use turns::Turns;
