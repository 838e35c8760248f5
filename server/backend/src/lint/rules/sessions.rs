use std::ops::ControlFlow;

use sqlparser::ast::{BinaryOperator, Expr, JoinConstraint, JoinOperator, Select, TableFactor, Visit as _, Visitor};

use crate::lint::{
    Finding, Rule,
    sheet::Sheet,
    sql::{Statement, last},
};

/// Whether it ends every session that a query finds, and not one that is named.
pub(super) fn ends_a_set(statement: &Statement) -> bool {
    statement.functions().iter().any(|name| name == "pg_terminate_backend")
        && statement.query().is_some_and(|select| tables(select).any(|(table, _)| table == "pg_stat_activity"))
}

pub(in crate::lint) fn too_many(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for statement in sheet.statements.iter().filter(|statement| ends_a_set(statement)) {
        let whose = ["USENAME", "APPLICATION_NAME", "CLIENT_ADDR", "BACKEND_TYPE", "PID"];
        // The process id among the conditions, and not only as what is ended.
        let conditions = statement.words.iter().skip_while(|(word, _)| word != "WHERE");
        let named = conditions.clone().any(|(word, _)| whose.contains(&word.as_str()));
        if !named {
            let what = "It ends every session in this state, whoever it belongs to.";
            found.push(sheet.finding(Rule::TerminatesTooMany, (statement.start, statement.end), what));
        }
    }
    found
}

/// What two locks must have in common to be in each other's way; a lock has most of them empty.
const TARGET: [&str; 3] = ["relation", "transactionid", "classid"];

const RIGHT: &str = "SELECT
  waiting.pid AS blocked_pid,
  blocking.pid AS blocking_pid,
  waiting.query AS blocked_query,
  blocking.query AS blocking_query
FROM pg_stat_activity AS waiting
JOIN pg_stat_activity AS blocking ON blocking.pid = ANY (pg_blocking_pids(waiting.pid))";

pub(in crate::lint) fn false_blockers(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for statement in &sheet.statements {
        let Some(select) = statement.query() else { continue };
        if tables(select).filter(|(table, _)| table == "pg_locks").count() < 2 {
            continue;
        }
        let mut columns = Equal::default();
        for join in select.from.iter().flat_map(|from| &from.joins) {
            if let JoinOperator::Join(on) | JoinOperator::Inner(on) | JoinOperator::Left(on) | JoinOperator::LeftOuter(on) =
                &join.join_operator
                && let JoinConstraint::On(condition) = on
            {
                let _: ControlFlow<()> = condition.visit(&mut columns);
            }
        }
        if let Some(condition) = &select.selection {
            let _: ControlFlow<()> = condition.visit(&mut columns);
        }
        if !TARGET.iter().all(|column| columns.0.iter().any(|known| known == column)) {
            let by = if columns.0.is_empty() { "nothing".to_owned() } else { columns.0.join(", ") };
            let what = format!("Locks are taken for each other's blockers because they agree in {by}.");
            let range = (statement.start, statement.end);
            found.push(sheet.finding(Rule::FalseBlockers, range, what).fixed(range, RIGHT));
        }
    }
    found
}

/// The tables of a query, with the names by which it calls them.
fn tables(select: &Select) -> impl Iterator<Item = (String, Option<String>)> {
    let factors =
        select.from.iter().flat_map(|from| std::iter::once(&from.relation).chain(from.joins.iter().map(|join| &join.relation)));
    factors.filter_map(|factor| match factor {
        TableFactor::Table { name, alias, .. } => Some((last(name)?, alias.as_ref().map(|alias| alias.name.value.clone()))),
        _ => None,
    })
}

/// Columns of locks that a condition holds equal on both sides; not the process, in which activity and lock agree.
#[derive(Default)]
struct Equal(Vec<String>);

impl Visitor for Equal {
    type Break = ();

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        let (Expr::BinaryOp { left, op: BinaryOperator::Eq, right } | Expr::IsNotDistinctFrom(left, right)) = expression else {
            return ControlFlow::Continue(());
        };
        let column = |side: &Expr| match side {
            Expr::CompoundIdentifier(parts) => parts.last().map(|part| part.value.to_lowercase()),
            _ => None,
        };
        if let (Some(one), Some(other)) = (column(left), column(right))
            && one == other
            && one != "pid"
        {
            self.0.push(one);
        }
        ControlFlow::Continue(())
    }
}
