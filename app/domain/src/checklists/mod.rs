//! Checklists: a runbook version being carried out.

mod plan;

pub use plan::{BranchRef, Group, Plan, PlanBranch, PlanDecision, PlanItem};
