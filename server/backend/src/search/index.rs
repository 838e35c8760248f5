//! Passages by their terms: the one place where the full-text searches of the two databases differ.

use super::{terms::terms_of_word, wanted::Wanted};
use crate::{Result, db::Tx};

/// Columns of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Titles, error texts and alerts.
    Called,
    /// All else that a runbook says.
    Said,
}

/// Keeps the terms of a passage. They go with the passage by themselves.
pub(super) async fn put(tx: &mut Tx, passage: i64, field: Field, terms: String) -> Result<()> {
    let sql = if tx.is_postgres() {
        "INSERT INTO runbook_terms (passage, called, said)
         VALUES ($1, array_to_tsvector(string_to_array($2, ' ')), array_to_tsvector(string_to_array($3, ' ')))"
    } else {
        "INSERT INTO runbook_terms (rowid, called, said) VALUES ($1, $2, $3)"
    };
    let (called, said) = match field {
        Field::Called => (terms, String::new()),
        Field::Said => (String::new(), terms),
    };
    tx.query(sql).bind(passage).bind(called).bind(said).execute().await?;
    Ok(())
}

/// The numbers of at most so many passages that have all words of one of the sets, or words that begin so.
pub(super) async fn look(tx: &mut Tx, field: Field, sets: &[Vec<&str>], most: i64) -> Result<Vec<i64>> {
    let (begins, and, or) = if tx.is_postgres() { (":*", " & ", " | ") } else { ("*", " AND ", " OR ") };
    let quote = if tx.is_postgres() { '\'' } else { '"' };
    let all_of = |set: &Vec<&str>| {
        let terms: Vec<String> = set.iter().flat_map(|word| as_looked_for(word, quote, begins)).collect();
        (!terms.is_empty()).then(|| format!("({})", terms.join(and)))
    };
    // A set that says nothing would be answered by everything.
    let Some(expression) = sets.iter().map(all_of).collect::<Option<Vec<_>>>().filter(|sets| !sets.is_empty()) else {
        return Ok(Vec::new());
    };
    let expression = expression.join(or);
    let (sql, expression) = match (tx.is_postgres(), field) {
        (true, Field::Called) => {
            ("SELECT passage FROM runbook_terms WHERE called @@ CAST($1 AS TSQUERY) ORDER BY passage LIMIT $2", expression)
        }
        (true, Field::Said) => {
            ("SELECT passage FROM runbook_terms WHERE said @@ CAST($1 AS TSQUERY) ORDER BY passage LIMIT $2", expression)
        }
        (false, field) => (
            "SELECT rowid FROM runbook_terms WHERE runbook_terms MATCH $1 ORDER BY rowid LIMIT $2",
            format!("{} : ({expression})", if field == Field::Called { "called" } else { "said" }),
        ),
    };
    let found: Vec<(i64,)> = tx.query(sql).bind(expression).bind(most).all().await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Only the end of a word may still be missing: of `127.0.0.1:54` the terms before the last are there in full.
fn as_looked_for(word: &str, quote: char, begins: &str) -> Vec<String> {
    let terms = terms_of_word(word);
    let last = terms.len().saturating_sub(1);
    let one = |(n, term): (usize, &String)| format!("{quote}{term}{quote}{}", if n == last { begins } else { "" });
    terms.iter().enumerate().map(one).collect()
}

/// The smallest sets of words that make half of what was asked for, by the weight of the words.
pub(super) fn halves(wanted: &Wanted) -> Vec<Vec<&str>> {
    let weights = wanted.weights();
    let total: i64 = weights.iter().sum();
    let chosen = |set: u32| (0..wanted.words.len()).filter(move |n| set & (1 << n) != 0);
    let weight = |set: u32| chosen(set).map(|n| weights[n]).sum::<i64>();
    let is_half = |set: u32| weight(set) * 2 >= total;
    (1..1_u32 << wanted.words.len())
        .filter(|set| is_half(*set) && chosen(*set).all(|n| !is_half(*set & !(1 << n))))
        .map(|set| chosen(set).map(|n| wanted.words[n].as_str()).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sets(text: &str) -> Vec<String> {
        halves(&Wanted::read(text).unwrap()).iter().map(|set| set.join(" ")).collect()
    }

    #[test]
    fn half_of_what_was_asked_for_is_no_more_words_than_it_takes() {
        assert_eq!(sets("disk"), ["disk"]);
        assert_eq!(sets("disk full"), ["disk", "full"]);
        assert_eq!(sets("connections are lost"), ["connections"]);
        assert_eq!(sets("aaaa bbbb cccc"), ["aaaa bbbb", "aaaa cccc", "bbbb cccc"]);
    }

    #[test]
    fn nothing_that_is_typed_is_read_as_an_operator() {
        for typed in ["\"*", "a\" OR b", "':* & 'x", "NEAR(", "called:x", "\\'"] {
            for looked_for in typed.split(' ').flat_map(|word| as_looked_for(word, '\'', ":*")) {
                let inner = looked_for.trim_end_matches(":*");
                let inner = inner.strip_prefix('\'').and_then(|inner| inner.strip_suffix('\'')).unwrap();
                assert!(inner.chars().all(char::is_alphanumeric), "{typed}: {looked_for}");
            }
        }
    }
}
