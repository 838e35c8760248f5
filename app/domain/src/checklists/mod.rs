//! Checklists: a runbook version being carried out.

mod checklist;
mod item;
mod lesson;
mod plan;

pub use checklist::{Checklist, ChecklistGroup, ChecklistSource, Choice, DecisionPoint};
pub use item::{Item, ItemState};
pub use lesson::{Departure, Lesson, lessons};
pub use plan::{BranchRef, Group, OtherRunbook, Plan, PlanBranch, PlanDecision, PlanItem};
