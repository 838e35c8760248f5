//! Commands that end: what they print, and the status that a team's own CI goes by.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod files;
mod help;
mod lint;
