//! House rules that no compiler checks, as tests that read the source tree.
//!
//! A rule is a test whose name is the rule; what breaks it is listed by file and line, with what to do
//! instead. Exceptions stand beside their rule, each with its reason.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod audience;
mod database;
mod documents;
mod files;
mod functions;
mod layers;
mod source;
mod unit;
mod words;
