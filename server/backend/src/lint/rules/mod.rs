//! The rules, a file for each family. Each takes the whole file and says what it found.

mod approval;
mod complete;
mod destruction;
mod endless;
mod escalation;
mod fences;
mod injection;
mod metadata;
mod metrics;
mod placeholders;
mod printing;
mod reading;
mod secrets;
mod sessions;
mod thresholds;
mod transactions;
mod undo;

pub(super) use metadata::overdue;

use super::{Finding, sheet::Sheet};

pub(super) const ALL: &[fn(&Sheet<'_>) -> Vec<Finding>] = &[
    secrets::written_out,
    printing::shown,
    printing::typed,
    injection::into_sql,
    injection::unquoted,
    endless::never_ends,
    destruction::destructive,
    destruction::forced,
    destruction::without_where,
    undo::never_on_again,
    undo::temporary,
    approval::bypassed,
    reading::looks_read_only,
    sessions::too_many,
    sessions::false_blockers,
    transactions::inside_transaction,
    fences::sql_in_shell,
    placeholders::unresolved,
    placeholders::no_value,
    thresholds::contradicting,
    metrics::with_dots,
    escalation::uncovered,
    complete::missing,
    metadata::from_import,
    metadata::reviews,
];
