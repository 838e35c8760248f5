//! Markdown in, safe HTML out.

mod code;
mod prose;
mod safe;

pub(crate) use code::{escaped, highlighted, words_for};
pub use prose::safe_html;
pub(crate) use safe::{Depth, OPTIONS, cleaned, harmless};
