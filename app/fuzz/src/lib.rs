//! What the fuzzer is let loose on: the entry points for what people and programs send, and what has to hold of each.
//!
//! Parts of the backend are taken in by their files, so that they need not be public, and so that no database is built along. A
//! new target is a function here and a file in `targets`.

#![allow(dead_code, unused_imports, unreachable_pub, reason = "of each file only what the targets need is used")]

mod document;
mod importer;
mod live;
mod markup;
mod probe;
#[path = "../../../server/backend/src/sql_text.rs"]
mod sql_text;

pub use document::{merges_or_refuses, silence};
pub use importer::loses_nothing;
pub use live::reads_or_refuses;
pub use markup::does_no_harm;
pub use probe::judges;
