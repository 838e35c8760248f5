//! What is agreed for everybody.

mod agree;

pub(crate) use agree::severity_words;
