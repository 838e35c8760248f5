//! Durable timers: rows that say what is to happen when.
//!
//! Armed and cancelled in the transaction of the change that they belong to; fired at least once, with
//! effects that happen once because the use case they call looks at the state first. To add one: a
//! [`TimerKind`], and its arm in [`Backend::fire_due_timers`](crate::Backend::fire_due_timers).

mod arm;
mod fire;
mod kind;

pub(crate) use arm::{arm, arm_once, cancel, take};
pub use kind::TimerKind;

#[cfg(test)]
mod tests;
