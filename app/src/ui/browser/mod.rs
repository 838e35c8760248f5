//! What every page does in the browser: plain listeners and one clock over markup that the server has made.

mod begin;
mod clocks;
mod listen;
mod moments;
mod theme;

pub(super) use begin::begin;
pub(crate) use listen::{on, target};
