//! Action items: the list for everybody, an item's own page, and the form that adds one from anywhere.

mod action_item_form;
mod action_item_page;
mod actions_page;
pub mod api;
mod change_forms;
mod due;
mod filters;
mod groups;
mod history;
mod row;
#[cfg(feature = "ssr")]
mod typed;

pub use action_item_form::{ActionItemFields, ActionItemForm};
pub use action_item_page::ActionItemPage;
pub use actions_page::ActionsPage;
pub use due::{DueTone, due_words};
