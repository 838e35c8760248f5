use sqlparser::{
    ast::{AnalyzeFormatKind, Expr, Ident, Statement, UtilityOption, Visit as _},
    parser::ParserError,
};

use super::walk::Walk;
use crate::sql_text::{self, Unread};

/// What a probe asks is short; and a bound on the length bounds the depth of the tree, which is compared below.
const MOST_SIGNS: usize = 1_000;

/// A statement that passed. Only [`guard`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guarded {
    sql: String,
    shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A query, which may stand in a FROM.
    Table,
    /// The lines of an EXPLAIN.
    Plan,
}

impl Guarded {
    /// The statement as it was understood, without its comments: what was judged is what is sent.
    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }

    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }
}

/// Lets one reading statement pass, or says in a sentence which word it stopped at.
pub(crate) fn guard(text: &str) -> Result<Guarded, String> {
    let statements = sql_text::parse(text, MOST_SIGNS).map_err(|why| unread(&why))?;
    let statement = match statements.as_slice() {
        [statement] => statement,
        [] => return Err("There is no statement: write one SELECT.".to_owned()),
        more => {
            return Err(format!("A probe is exactly one statement and this is {}: make a probe of each.", more.len()));
        }
    };
    match statement {
        Statement::Query(_) => {
            walk(statement)?;
            Ok(Guarded { sql: faithful(statement)?, shape: Shape::Table })
        }
        Statement::ShowVariable { variable } => show(variable),
        Statement::Explain { analyze, query_plan, estimate, statement: inner, options, format, .. } => {
            if *analyze {
                return Err("EXPLAIN ANALYZE runs the statement: leave ANALYZE out.".to_owned());
            }
            if *query_plan || *estimate || matches!(format, Some(AnalyzeFormatKind::Assignment(_))) {
                return Err("This form of EXPLAIN is not PostgreSQL's: write EXPLAIN and the SELECT.".to_owned());
            }
            explain_options(options.as_deref().unwrap_or_default())?;
            if !matches!(inner.as_ref(), Statement::Query(_)) {
                return Err(format!("EXPLAIN is for a SELECT here, not for {}: write EXPLAIN SELECT.", verb(inner)));
            }
            walk(inner)?;
            Ok(Guarded { sql: faithful(statement)?, shape: Shape::Plan })
        }
        other => Err(format!("{} is refused: a probe only reads. Write a SELECT, VALUES, SHOW or EXPLAIN.", verb(other))),
    }
}

fn walk(statement: &Statement) -> Result<(), String> {
    match statement.visit(&mut Walk) {
        std::ops::ControlFlow::Continue(()) => Ok(()),
        std::ops::ControlFlow::Break(sentence) => Err(sentence),
    }
}

/// The statement written out again, if it reads again as the same. The parser's writer trusts that
/// doubled quotes and quotes after a backslash are escaped already, so some literals would come out
/// open-ended, and what was judged as text would be sent as SQL.
fn faithful(statement: &Statement) -> Result<String, String> {
    let written = statement.to_string();
    match sql_text::parse(&written, MOST_SIGNS) {
        Ok(again) if again.as_slice() == std::slice::from_ref(statement) => return Ok(written),
        // What is left out by custom is written in.
        Err(Unread::TooLong(signs)) => return Err(too_long(signs)),
        _ => {}
    }
    Err("The statement is refused, because it cannot be written out again exactly: avoid a quote beside another quote or after a backslash inside of a text or a name.".to_owned())
}

/// SHOW can't stand in a FROM, so it is asked as a function.
fn show(variable: &[Ident]) -> Result<Guarded, String> {
    let words: Vec<String> = variable.iter().map(|word| word.value.to_lowercase()).collect();
    let name = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["all"] => {
            return Err("SHOW ALL is too much to keep: write SELECT name, setting FROM pg_settings WHERE ….".to_owned());
        }
        ["time", "zone"] => "timezone".to_owned(),
        ["transaction", "isolation", "level"] => "transaction_isolation".to_owned(),
        [one] => (*one).to_owned(),
        parts => parts.join("."),
    };
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    if name.is_empty() || !plain {
        return Err("SHOW takes the name of one setting: write SHOW max_connections.".to_owned());
    }
    Ok(Guarded { sql: format!("SELECT current_setting('{name}') AS \"{name}\""), shape: Shape::Table })
}

fn explain_options(options: &[UtilityOption]) -> Result<(), String> {
    for option in options {
        let name = option.name.value.to_lowercase();
        if !matches!(name.as_str(), "verbose" | "costs" | "settings" | "summary" | "buffers" | "format") {
            return Err(format!(
                "EXPLAIN ({}) is refused, because it may run the statement: leave that option out.",
                name.to_uppercase()
            ));
        }
        if !matches!(option.arg, None | Some(Expr::Identifier(_) | Expr::Value(_))) {
            return Err(format!("The option {name} of EXPLAIN takes a single word: write it plainly."));
        }
    }
    Ok(())
}

/// The first word of a statement, for the sentence that refuses it.
pub(super) fn verb(statement: &Statement) -> String {
    let text = statement.to_string();
    text.split_whitespace().next().unwrap_or("This").to_uppercase()
}

fn unread(why: &Unread) -> String {
    let place = match why {
        Unread::TooLong(signs) => return too_long(*signs),
        Unread::TooDeep => "calls of position() stand too deep in each other",
        Unread::Unreadable(ParserError::TokenizerError(place) | ParserError::ParserError(place)) => place.as_str(),
        Unread::Unreadable(ParserError::RecursionLimitExceeded) => "it is nested too deeply",
    };
    format!("The statement cannot be read, so it is refused: {place}. Write it as plainly as PostgreSQL allows.")
}

fn too_long(signs: usize) -> String {
    format!(
        "The statement has {signs} words and signs, and {MOST_SIGNS} are the most that are judged: write a shorter one, or run \
         it by hand and attach the result."
    )
}
