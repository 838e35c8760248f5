//! Reading a runbook file.
//!
//! A file is cut into pieces by its headings (`cut`), each piece is recognised as a runbook or a
//! handbook section (`titles`, `handbook_words`), and a runbook's sections are walked line by
//! line for its steps (`walk`). Nothing here can fail: what isn't recognised stays prose, and the
//! pieces always join to the file.

mod blocks;
mod commands;
mod comments;
mod cut;
mod cuts;
mod danger;
mod dates;
mod decisions;
mod document;
mod fences;
pub mod handbook;
mod handbook_words;
mod labels;
mod metadata;
mod references;
mod runbook;
mod section_words;
mod sections;
mod signatures;
mod single;
mod snippets;
mod text;
mod titles;
mod walk;
mod windows;

pub(super) use comments::{comment, numbered_comment};
pub use cuts::{Begins, Cuts, Heading, Told, headings};
pub(super) use document::is_single;
pub use document::{read, read_cut};
pub use references::settle;
pub use single::write;
pub use snippets::{Snippet, snippets, span_language};
pub(super) use text::one_line;
