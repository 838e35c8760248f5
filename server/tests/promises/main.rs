//! What Tocsin promises about time, kept over restarts and mail servers that answer "later".

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod clock;
#[path = "../support/mod.rs"]
mod support;
