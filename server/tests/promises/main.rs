//! What Tocsin promises, kept under kill -9, restarts and mail servers that answer "later".

mod acknowledged;
mod clock;
#[path = "../support/mod.rs"]
mod support;
