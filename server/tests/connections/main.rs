//! What clients can't do with a connection: hold it by being slow, send more than fits, or keep a server from stopping.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that can't go on has failed; figures are told")]

mod limits;
mod raw;
mod slow;
mod slowhttptest;
mod sockets;
mod stop;
#[path = "../support/mod.rs"]
mod support;
