//! Incidents: from the first word to the last.

mod access;
mod audience;
mod call;
mod command;
mod decide;
mod event;
mod facts;
mod gate;
mod incident;
mod nudge;
mod severity;
mod stage;
mod summary;
mod time_in_stage;

pub use access::{AccessEvent, AccessRecord, Door, Look};
pub use audience::{Audience, Named};
pub use call::{Call, missed, reached};
pub use command::{Command, Declaration, ItemRef, Promise};
pub use decide::{decide, may_have_a_part};
pub use event::{EscalationCause, IncidentEvent, ItemChange, Recipient};
pub use facts::{Fact, FactChange, Facts, Said};
pub use gate::Gate;
pub use incident::{Answer, COMMANDER, Evidence, Incident, ROLES, RecoveryCheck, SeverityInterval, StageInterval, Waiver};
pub use nudge::{LateWindow, Nudge, QUIET_P0, QUIET_P1, QUIET_P2, UNLED, is_too_quiet, nudges, quiet_since};
pub use severity::{Severity, SeverityMatrix, SeverityRule};
pub use stage::Stage;
pub use summary::{IncidentSummary, RESTRICTED};
pub use time_in_stage::{Stretch, TimeInStage};
