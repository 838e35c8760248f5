//! `tocsin demo`: an organisation at work, to look around in.
//!
//! All of it is made through the use cases, with a clock that stands in the past and moves on, so that the demo
//! can show nothing that people could not have done. A scene is a file; [`story`] puts them in order.

mod alone;
mod cast;
mod charged_twice;
mod checkout;
mod command;
mod lessons;
mod prices;
mod quarter;
mod stage;
mod story;

pub(super) use command::{DemoArgs, demo};
