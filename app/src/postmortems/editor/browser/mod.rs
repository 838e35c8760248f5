//! A post-mortem's page while it is edited. `begin` takes its textareas over; from then on `listen` hears what people do, and
//! `exchange` what the server says. `typed` puts the one into the shared text, and `shown` shows the other.

mod begin;
mod editor;
mod exchange;
mod listen;
mod shown;
mod typed;

pub(super) use begin::begin;
