//! `tocsin backup` and `tocsin restore`: SQLite by itself, PostgreSQL by its own tools.

mod make;
mod postgres;
mod restore;
mod sqlite;

pub(super) use make::{BackupArgs, backup};
pub(super) use restore::{RestoreArgs, restore};
