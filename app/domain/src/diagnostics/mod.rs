//! Read-only diagnostics: what is asked, what was seen, and what that says.
//!
//! A new kind of probe is a variant of [`Check`] here, a module in the backend that carries it out,
//! and whatever of its result the predicates can speak about in [`Observation`].

mod observation;
mod outcome;
mod predicate;
mod request;
mod run;
mod target;

pub use observation::Observation;
pub use outcome::Outcome;
pub use predicate::{Predicate, UnreadablePredicate, Verdict};
pub use request::{Check, Method, ProbeRequest};
pub use run::ProbeRun;
pub use target::{ExaminedTarget, SelfTest, TargetCard, TargetKind};
