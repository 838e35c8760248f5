//! What tests over HTTP share: the real binary on a database of its own, and browsers of named people.

#![allow(dead_code, unused_imports, reason = "each test binary uses a part of it")]

mod browser;
mod live;
pub(crate) mod postgres;
mod server;

pub(crate) use browser::Browser;
pub(crate) use live::LiveTab;
pub(crate) use server::{PASSWORD, Server};
