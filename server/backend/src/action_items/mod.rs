//! Action items: promising work, doing it, being reminded of it.

mod add;
mod follow;
mod list;
mod owner;
mod project;
mod work;

pub use add::AddActionItem;
pub use list::{ActionItemFilter, ActionItemPage, ActionItemPlace};
pub(crate) use project::relist;

#[cfg(test)]
mod tests;
