//! Incidents: from the first word to the last.

mod access;
mod audience;
mod command;
mod decide;
mod event;
mod facts;
mod gate;
mod incident;
mod severity;
mod stage;
mod summary;
mod time_in_stage;

pub use access::{AccessEvent, AccessRecord, Door, Look};
pub use audience::{Audience, Named};
pub use command::{Command, Declaration, ItemRef, Promise};
pub use decide::{decide, may_have_a_part};
pub use event::{EscalationCause, IncidentEvent, ItemChange, Recipient};
pub use facts::Facts;
pub use gate::Gate;
pub use incident::{COMMANDER, Evidence, Incident, ROLES, RecoveryCheck, SeverityInterval, StageInterval, Waiver};
pub use severity::{Severity, SeverityMatrix, SeverityRule};
pub use stage::Stage;
pub use summary::{IncidentSummary, RESTRICTED};
pub use time_in_stage::{Stretch, TimeInStage};
