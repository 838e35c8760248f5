//! What the room does in the browser.

mod begin;
mod clocks;
mod notes;
mod pending;
mod submit;

pub(super) use begin::begin;
