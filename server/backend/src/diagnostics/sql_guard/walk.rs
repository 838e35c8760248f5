use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArguments, ObjectName, ObjectNamePart, Query, Select, SetExpr, Statement,
    TableFactor, Value, ValueWithSpan, Visitor,
};

use super::{functions::is_allowed, guard::verb};

/// Visits every node and breaks with a sentence at the first that may do more than read.
pub(super) struct Walk;

type Step = ControlFlow<String>;

fn refuse(sentence: impl Into<String>) -> Step {
    ControlFlow::Break(sentence.into())
}

impl Visitor for Walk {
    type Break = String;

    fn pre_visit_statement(&mut self, statement: &Statement) -> Step {
        match statement {
            Statement::Query(_) => ControlFlow::Continue(()),
            other => refuse(format!("{} inside of the statement is refused: a probe only reads.", verb(other))),
        }
    }

    fn pre_visit_query(&mut self, query: &Query) -> Step {
        if let Some(lock) = query.locks.first() {
            return refuse(format!("{lock} is refused, because it locks rows: leave it out."));
        }
        if query.for_clause.is_some()
            || query.settings.is_some()
            || query.format_clause.is_some()
            || !query.pipe_operators.is_empty()
        {
            return refuse("The end of this query is not PostgreSQL's: leave out what follows LIMIT.");
        }
        body(&query.body)
    }

    fn pre_visit_select(&mut self, select: &Select) -> Step {
        if select.into.is_some() {
            return refuse("SELECT INTO is refused, because it makes a table: leave INTO out.");
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, name: &ObjectName) -> Step {
        if name.0.iter().all(|part| matches!(part, ObjectNamePart::Identifier(_))) {
            return ControlFlow::Continue(());
        }
        refuse(format!("{name} is no name of a table: write it plainly."))
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> Step {
        match factor {
            TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } => function(name),
            TableFactor::Table { .. }
            | TableFactor::Derived { .. }
            | TableFactor::UNNEST { .. }
            | TableFactor::NestedJoin { .. } => ControlFlow::Continue(()),
            other => refuse(format!("“{other}” in FROM is refused, because it is not known to only read.")),
        }
    }

    fn pre_visit_expr(&mut self, expression: &Expr) -> Step {
        match expression {
            Expr::Function(call) => called(call),
            Expr::BinaryOp { op, .. } | Expr::AnyOp { compare_op: op, .. } | Expr::AllOp { compare_op: op, .. } => operator(op),
            _ if is_plain(expression) => ControlFlow::Continue(()),
            other => refuse(format!("“{other}” is refused, because it is not known to only read: write it differently.")),
        }
    }

    fn pre_visit_value(&mut self, value: &ValueWithSpan) -> Step {
        match &value.value {
            Value::Placeholder(name) => refuse(format!("The parameter {name} has no value: write the value in its place.")),
            _ => ControlFlow::Continue(()),
        }
    }
}

fn body(body: &SetExpr) -> Step {
    match body {
        SetExpr::Select(_) | SetExpr::Query(_) | SetExpr::Values(_) | SetExpr::Table(_) => ControlFlow::Continue(()),
        SetExpr::SetOperation { left, right, .. } => {
            self::body(left)?;
            self::body(right)
        }
        SetExpr::Insert(statement) | SetExpr::Update(statement) | SetExpr::Delete(statement) | SetExpr::Merge(statement) => {
            refuse(format!("{} inside of WITH is refused: a probe only reads.", verb(statement)))
        }
    }
}

fn called(call: &Function) -> Step {
    if call.parameters != FunctionArguments::None || call.uses_odbc_syntax {
        return refuse(format!("“{call}” is not PostgreSQL's way to call a function: write name(arguments)."));
    }
    function(&call.name)
}

/// A function by its plain name or in `pg_catalog`; names of other schemas are somebody's own code.
fn function(name: &ObjectName) -> Step {
    let words: Option<Vec<String>> = name
        .0
        .iter()
        .map(|part| {
            let word = part.as_ident()?;
            Some(if word.quote_style.is_none() { word.value.to_lowercase() } else { word.value.clone() })
        })
        .collect();
    let allowed = match words.as_deref() {
        Some([function]) => is_allowed(function),
        Some([schema, function]) => schema == "pg_catalog" && is_allowed(function),
        _ => false,
    };
    if allowed {
        return ControlFlow::Continue(());
    }
    refuse(format!(
        "The function {name} is refused, because it is not on the list of functions that only read: leave it out, or run it by hand and attach the result."
    ))
}

fn operator(operator: &BinaryOperator) -> Step {
    match operator {
        BinaryOperator::PGCustomBinaryOperator(_) | BinaryOperator::Custom(_) => {
            refuse(format!("The operator {operator} is refused, because it may be somebody's own code: use a usual one."))
        }
        _ => ControlFlow::Continue(()),
    }
}

/// The expressions of PostgreSQL that compute from what stands in them and call nothing by name.
fn is_plain(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::Identifier(_)
            | Expr::CompoundIdentifier(_)
            | Expr::CompoundFieldAccess { .. }
            | Expr::JsonAccess { .. }
            | Expr::Value(_)
            | Expr::TypedString(_)
            | Expr::Interval(_)
            | Expr::Array(_)
            | Expr::Tuple(_)
            | Expr::Nested(_)
            | Expr::UnaryOp { .. }
            | Expr::IsFalse(_)
            | Expr::IsNotFalse(_)
            | Expr::IsTrue(_)
            | Expr::IsNotTrue(_)
            | Expr::IsNull(_)
            | Expr::IsNotNull(_)
            | Expr::IsUnknown(_)
            | Expr::IsNotUnknown(_)
            | Expr::IsDistinctFrom(..)
            | Expr::IsNotDistinctFrom(..)
            | Expr::IsNormalized { .. }
            | Expr::InList { .. }
            | Expr::InSubquery { .. }
            | Expr::Between { .. }
            | Expr::Like { .. }
            | Expr::ILike { .. }
            | Expr::SimilarTo { .. }
            | Expr::Cast { .. }
            | Expr::AtTimeZone { .. }
            | Expr::Collate { .. }
            | Expr::Case { .. }
            | Expr::Extract { .. }
            | Expr::Ceil { .. }
            | Expr::Floor { .. }
            | Expr::Position { .. }
            | Expr::Substring { .. }
            | Expr::Trim { .. }
            | Expr::Overlay { .. }
            | Expr::Exists { .. }
            | Expr::Subquery(_)
            | Expr::Wildcard(_)
            | Expr::QualifiedWildcard(..)
            | Expr::GroupingSets(_)
            | Expr::Cube(_)
            | Expr::Rollup(_)
    )
}
