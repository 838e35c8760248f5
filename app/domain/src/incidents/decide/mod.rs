//! Which changes to an incident are lawful: a command and a state in, events or a refusal out.

mod audience;
#[cfg(test)]
mod audience_tests;
mod checklist;
#[cfg(test)]
mod checklist_tests;
mod dispatch;
mod lessons;
mod lifecycle;
mod record;

pub use audience::may_have_a_part;
pub use dispatch::decide;
