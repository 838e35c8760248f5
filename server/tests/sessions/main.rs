//! Sessions over real HTTP: they begin anew, end at once wherever they are open, and a flood of sign-ins is no outage.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that can't go on has failed; a flood says how it went")]

mod begin;
mod end;
mod flood;
#[path = "../support/mod.rs"]
mod support;
