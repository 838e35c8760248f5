//! Sign-in by a provider over real HTTP: a provider that can be told to misbehave, and what Tocsin makes of it.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod admitted;
mod answers;
mod discovery;
mod forger;
mod persons;
mod scene;
#[path = "../support/mod.rs"]
mod support;
mod tokens;
