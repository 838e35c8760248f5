//! The command line: a file for each command, and [`run`], which chooses among them.

mod run;
mod serve;

pub(crate) use run::main;
