//! Checklists: a runbook version being carried out.

mod aside;
mod checklist;
mod filled;
mod item;
mod lateness;
mod lesson;
mod parameter;
mod plan;

pub use aside::SetAside;
pub use checklist::{Checklist, ChecklistGroup, ChecklistSource, Choice, DecisionPoint};
pub use filled::Part;
pub use item::{Item, ItemState};
pub use lesson::{Departure, Lesson, lessons};
pub use parameter::{Parameter, ParameterValue};
pub use plan::{BranchRef, Group, OtherRunbook, Plan, PlanBranch, PlanDecision, PlanItem};
