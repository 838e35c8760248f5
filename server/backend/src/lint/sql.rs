//! SQL as PostgreSQL reads it: statements one by one, with what they call.

use std::ops::ControlFlow;

use sqlparser::{
    ast::{self, Expr, ObjectName, TableFactor, Visit as _, Visitor},
    dialect::PostgreSqlDialect,
    parser::Parser,
    tokenizer::{Location, Token, Tokenizer},
};

use super::code::Map;

/// What is typed one after another: the parts of a fence, a code span, the argument of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sitting {
    Fence(usize),
    Span(usize),
    /// By the byte of the file at which the command begins.
    Command(usize),
}

#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) text: String,
    /// Absent where the parser can't read it; then its words alone are judged.
    pub(super) parsed: Option<ast::Statement>,
    /// In upper case, without what stands in quotation marks.
    pub(super) words: Vec<(String, usize)>,
    map: Map,
    /// Bytes of the file; the end is before the semicolon.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Behind the semicolon, where there is one.
    pub(super) after: usize,
    pub(super) sitting: Sitting,
}

impl Statement {
    /// The byte of the file at which a byte of the statement's text stands.
    pub(super) fn source(&self, at: usize) -> usize {
        self.map.source(at)
    }

    pub(super) fn begins(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(at, word)| self.words.get(at).is_some_and(|(known, _)| known == word))
    }

    /// Where these words stand one after another: bytes of the file.
    pub(super) fn find(&self, words: &[&str]) -> Option<(usize, usize)> {
        let at =
            self.words.windows(words.len()).find(|window| window.iter().zip(words).all(|((known, _), word)| known == word))?;
        let (first, last) = (at.first()?, at.last()?);
        Some((self.source(first.1), self.source(last.1 + last.0.len())))
    }

    pub(super) fn has(&self, words: &[&str]) -> bool {
        self.find(words).is_some()
    }

    /// Names of the functions that it calls, in lower case, without a schema.
    pub(super) fn functions(&self) -> Vec<String> {
        let mut calls = Calls(Vec::new());
        if let Some(parsed) = &self.parsed {
            let _: ControlFlow<()> = parsed.visit(&mut calls);
            return calls.0;
        }
        let lower = self.text.to_lowercase();
        let called = |(word, at): &(String, usize)| {
            let rest = lower.get(at + word.len()..).unwrap_or_default();
            rest.trim_start().starts_with('(').then(|| word.to_lowercase())
        };
        self.words.iter().filter_map(called).collect()
    }

    pub(super) fn query(&self) -> Option<&ast::Select> {
        match self.parsed.as_ref()? {
            ast::Statement::Query(query) => query.body.as_select(),
            _ => None,
        }
    }
}

struct Calls(Vec<String>);

impl Visitor for Calls {
    type Break = ();

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        if let Expr::Function(call) = expression {
            self.0.extend(last(&call.name));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } = factor {
            self.0.extend(last(name));
        }
        ControlFlow::Continue(())
    }
}

/// The last part of a name, in lower case.
pub(super) fn last(name: &ObjectName) -> Option<String> {
    Some(name.0.last()?.as_ident()?.value.to_lowercase())
}

/// Cuts a text at its semicolons. What can't be cut into words gives nothing.
pub(super) fn statements(text: &str, map: &Map, sitting: Sitting) -> Vec<Statement> {
    let text = filled_in(&without_remarks(text));
    let Ok(tokens) = Tokenizer::new(&PostgreSqlDialect {}, &text).tokenize_with_location() else {
        return Vec::new();
    };
    let mut lines = vec![0];
    lines.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    let byte = |place: Location| {
        let line =
            usize::try_from(place.line.saturating_sub(1)).ok().and_then(|line| lines.get(line)).copied().unwrap_or(text.len());
        let letters = usize::try_from(place.column.saturating_sub(1)).unwrap_or(usize::MAX);
        let rest = text.get(line..).unwrap_or_default();
        line + rest.char_indices().nth(letters).map_or(rest.len(), |(at, _)| at)
    };
    let mut found = Vec::new();
    let mut begun: Option<usize> = None;
    let mut end = 0;
    let mut words: Vec<(String, usize)> = Vec::new();
    for token in &tokens {
        let (from, to) = (byte(token.span.start), byte(token.span.end));
        match &token.token {
            Token::Whitespace(_) => {}
            Token::SemiColon => {
                found.extend(
                    begun.take().map(|start| statement(&text, map, (start, end, to), std::mem::take(&mut words), sitting)),
                );
            }
            other => {
                let start = *begun.get_or_insert(from);
                end = to;
                if let Token::Word(word) = other
                    && word.quote_style.is_none()
                {
                    words.push((word.value.to_uppercase(), from - start));
                }
            }
        }
    }
    found.extend(begun.map(|start| statement(&text, map, (start, end, end), words, sitting)));
    found
}

fn statement(
    text: &str,
    map: &Map,
    (start, end, after): (usize, usize, usize),
    words: Vec<(String, usize)>,
    sitting: Sitting,
) -> Statement {
    let own = text.get(start..end).unwrap_or_default().to_owned();
    let parsed = Parser::parse_sql(&PostgreSqlDialect {}, &own).ok().and_then(|mut parsed| parsed.pop());
    let here = map.shifted(start);
    Statement {
        parsed,
        words,
        start: map.source(start),
        end: map.source(end),
        after: map.source(after),
        map: here,
        text: own,
        sitting,
    }
}

/// `<pid>` is a value that somebody fills in: a number of the same length stands for it.
fn filled_in(text: &str) -> String {
    let mut filled = text.to_owned();
    for marker in domain::runbooks::markers(text).iter().filter(|marker| marker.text.starts_with('<')) {
        filled.replace_range(marker.start..marker.start + marker.text.len(), &"1".repeat(marker.text.len()));
    }
    filled
}

/// Comments of a shell among SQL, as people write them in a fence, become blanks of the same length.
fn without_remarks(text: &str) -> String {
    let blank = |line: &str| if line.trim_start().starts_with('#') { " ".repeat(line.len()) } else { line.to_owned() };
    text.split('\n').map(blank).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_know_their_place_and_what_they_call() {
        let text = "# Who wäits?\nSELECT count(*) FROM pg_stat_activity; -- all\n\nSELECT pg_terminate_backend(pid), 'DROP; TABLE' FROM x;\n\\d users";
        let found = statements(text, &Map::default(), Sitting::Span(0));
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|one| text.get(one.start..one.end) == Some(one.text.as_str())));
        assert_eq!(found[1].functions(), ["pg_terminate_backend"]);
        assert!(found[1].parsed.is_some() && found[2].parsed.is_none());
        assert!(!found[1].has(&["DROP"]));
        assert_eq!(found[0].find(&["FROM", "PG_STAT_ACTIVITY"]).map(|(from, to)| &text[from..to]), Some("FROM pg_stat_activity"));
    }

    #[test]
    fn what_no_parser_reads_is_judged_by_its_words() {
        let found = statements("ALTER TABLE ... DROP COLUMN ...", &Map::default(), Sitting::Span(0));
        assert!(found[0].parsed.is_none() && found[0].has(&["DROP", "COLUMN"]));
    }
}
