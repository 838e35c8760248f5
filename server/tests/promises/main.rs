//! What Tocsin promises, kept under kill -9, restarts and mail servers that answer "later".

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod acknowledged;
mod clock;
#[path = "../support/mod.rs"]
mod support;
