//! What tests over HTTP share: the real binary on a database of its own, and browsers of named people.

#![allow(dead_code, unused_imports, reason = "each test binary uses a part of it")]

mod browser;
pub(crate) mod cluster;
mod files;
mod live;
pub(crate) mod postgres;
mod server;
mod service;

pub(crate) use browser::Browser;
pub(crate) use files::allow_many_files;
pub(crate) use live::{LiveTab, of_text};
pub(crate) use server::{PASSWORD, Server, tocsin};
pub(crate) use service::service;
