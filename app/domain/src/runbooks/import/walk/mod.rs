//! From the blocks of a section to its steps and decisions, line by line.
//!
//! Steps come as list items, bold or deeper headings (`**1. Acknowledge**`), and comments inside a
//! fence. What follows such a heading or an item belongs to it as detail. Branches come as
//! "Scenario A" and "If …", as headings, bold lines or list items.

mod choices;
mod code;
mod keys;
mod lines;
mod lists;
mod walker;

pub(super) use keys::Keys;
pub(super) use walker::{append, walk};
