//! What the room does in the browser.

mod begin;
mod notes;
mod panes;
mod pending;
mod submit;

pub(super) use begin::begin;
