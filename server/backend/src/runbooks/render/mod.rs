//! A runbook as a page: its own Markdown, with an anchor at every section and step.
//!
//! `page` says which places of the text get an anchor and which lead elsewhere. `writer` goes through the Markdown once and
//! puts them in: `anchors` before what they belong to, `headings` with the contents of the page, `links` into the words.

mod anchors;
mod headings;
mod links;
mod page;
mod writer;

pub(super) use page::prose_page;
pub use page::{ContentsLine, Page, page};
