//! The command line: a file for each command, and [`run`], which chooses among them.

mod backup;
mod demo;
mod doctor;
mod export;
mod files;
mod import;
mod lint;
mod password_link;
mod run;
mod serve;
mod sync;

pub(crate) use run::main;
