//! Which changes to an incident are lawful: a command and a state in, events or a refusal out.

mod checklist;
mod dispatch;
mod lessons;
mod lifecycle;
mod record;

pub use dispatch::decide;
