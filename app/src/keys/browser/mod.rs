//! Plain listeners on the document, over markup that the server has made: what a page must load stays small.

mod dialogs;
mod listen;
mod palette;
mod rows;
mod setting;
mod shortcuts;

pub(super) use listen::begin;
