//! SQL as PostgreSQL reads it: statements one by one, with what they call.

use std::{ops::ControlFlow, str::Chars};

use sqlparser::{
    ast::{self, Expr, ObjectName, TableFactor, Visit as _, Visitor},
    dialect::PostgreSqlDialect,
    tokenizer::{Location, Token, Tokenizer},
};

use super::code::{MOST_BYTES, Map};
use crate::sql_text;

/// A statement of more words and signs than this is judged by its words alone.
const MOST_SIGNS: usize = 2_000;

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

/// Cuts a text at its semicolons. What can't be cut into words gives nothing, and what is too long for anybody to type.
pub(super) fn statements(text: &str, map: &Map, sitting: Sitting) -> Vec<Statement> {
    if text.len() > MOST_BYTES {
        return Vec::new();
    }
    let text = filled_in(&without_remarks(text));
    let Ok(tokens) = Tokenizer::new(&PostgreSqlDialect {}, &text).tokenize_with_location() else {
        return Vec::new();
    };
    let mut places = Places::of(&text);
    let mut found = Vec::new();
    let mut begun: Option<usize> = None;
    let mut end = 0;
    let mut words: Vec<(String, usize)> = Vec::new();
    for token in &tokens {
        let (from, to) = (places.byte(token.span.start), places.byte(token.span.end));
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

/// From lines and columns, as the tokenizer counts them, to bytes. It goes forward alone: looked for from the head of a line
/// each time, the places of a long one would take the square of its length.
struct Places<'t> {
    rest: Chars<'t>,
    here: Location,
    byte: usize,
}

impl<'t> Places<'t> {
    fn of(text: &'t str) -> Self {
        Self { rest: text.chars(), here: Location::new(1, 1), byte: 0 }
    }

    /// The byte of a place, which is not before the one that was asked for last.
    fn byte(&mut self, place: Location) -> usize {
        while self.here < place
            && let Some(letter) = self.rest.next()
        {
            self.byte += letter.len_utf8();
            self.here = if letter == '\n' {
                Location::new(self.here.line + 1, 1)
            } else {
                Location::new(self.here.line, self.here.column + 1)
            };
        }
        self.byte
    }
}

fn statement(
    text: &str,
    map: &Map,
    (start, end, after): (usize, usize, usize),
    words: Vec<(String, usize)>,
    sitting: Sitting,
) -> Statement {
    let own = text.get(start..end).unwrap_or_default().to_owned();
    let parsed = sql_text::parse(&own, MOST_SIGNS).ok().and_then(|mut parsed| parsed.pop());
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

    #[test]
    fn what_is_too_long_for_the_parser_is_judged_by_its_words() {
        let chain = |ones: usize| format!("DELETE FROM x WHERE 1{}", "-1".repeat(ones));
        let read = |text: &str| statements(text, &Map::default(), Sitting::Span(0));
        assert!(read(&chain(100))[0].parsed.is_some());
        let long = read(&chain(MOST_SIGNS));
        assert!(long[0].parsed.is_none() && long[0].has(&["DELETE", "FROM"]));
        assert!(read(&format!("SELECT 1; -- {}", "x".repeat(MOST_BYTES))).is_empty());
    }

    #[test]
    fn places_are_found_going_forward() {
        let text = "SELECT 'ä',\n\n  \"ö\"\n, 1;";
        let tokens = Tokenizer::new(&PostgreSqlDialect {}, text).tokenize_with_location().unwrap();
        let mut places = Places::of(text);
        let found: Vec<&str> =
            tokens.iter().map(|token| &text[places.byte(token.span.start)..places.byte(token.span.end)]).collect();
        assert_eq!(found.concat(), text);
        assert!(["SELECT", "'ä'", "\"ö\"", "1"].iter().all(|word| found.contains(word)), "{found:?}");
    }
}
