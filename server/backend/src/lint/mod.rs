//! What is wrong with a runbook file, found by reading it; nothing is ever run.
//!
//! A rule is a variant of [`Rule`] with a row in its table (`rule`), and a function in `rules/` that is
//! named in `rules/mod.rs`. Shell is judged by a shell's own words (`shell`), SQL by a parser (`sql`); what
//! neither can read is left alone rather than guessed at. The server alone reads: none of this goes to a browser.

mod code;
mod finding;
mod fix;
mod health;
mod read;
mod rule;
mod rules;
mod sheet;
mod shell;
mod shell_tokens;
mod sql;
#[cfg(test)]
mod tests;

pub use finding::{Finding, Level, Place};
pub use fix::{Fix, Hunk};
pub use health::{Health, Marks, Reason};
pub use read::lint;
pub use rule::{RULES, Rule, RuleText};
