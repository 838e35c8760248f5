//! Passages that may answer, by their numbers: few, however many there are.

use std::collections::HashSet;

use domain::incidents::Severity;

use super::{
    index::{self, Field},
    passages::{TELLING, TITLE_KEY, beginning},
    wanted::Wanted,
};
use crate::{Result, db::Tx};

/// So many of each sort are looked at more closely.
const MOST: i64 = 300;

/// A passage and its runbook, to be looked at more closely.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) external_id: Option<String>,
    pub(super) severity: Option<Severity>,
    pub(super) sort_key: String,
    pub(super) kind: String,
    pub(super) anchor: String,
    pub(super) label: String,
    pub(super) words: String,
    pub(super) ordinal: i64,
}

/// Passages that have all words of one of the sets. Of what very many have, the first are taken.
pub(super) async fn with_words(tx: &mut Tx, sets: &[Vec<&str>]) -> Result<Vec<i64>> {
    let mut ids = index::look(tx, Field::Called, sets, MOST).await?;
    ids.extend(index::look(tx, Field::Said, sets, MOST).await?);
    Ok(ids)
}

/// Titles that begin with what was typed, however many others have its words.
pub(super) async fn titles_that_begin(tx: &mut Tx, wanted: &Wanted) -> Result<Vec<i64>> {
    let from = beginning(&wanted.phrase, TITLE_KEY);
    let before = format!("{from}{}", char::MAX);
    let titles = tx
        .query(
            "SELECT id FROM runbook_passages WHERE key <> '' AND key >= $1 AND key < $2 AND kind = 'title' ORDER BY key LIMIT $3",
        )
        .bind(from)
        .bind(before)
        .bind(MOST);
    Ok(numbers(titles.all().await?))
}

/// Error texts and alerts that stand in what was pasted, however long that is. Each is known by its beginning, so all
/// beginnings that there are in what was pasted are looked up.
pub(super) async fn quoted(tx: &mut Tx, wanted: &Wanted) -> Result<Vec<i64>> {
    let letters: Vec<char> = wanted.phrase.chars().collect();
    let beginnings: HashSet<String> = letters.windows(TELLING).map(|window| window.iter().collect()).collect();
    if beginnings.is_empty() {
        return Ok(Vec::new());
    }
    let sql = if tx.is_postgres() {
        "SELECT id FROM runbook_passages
         WHERE key <> '' AND key IN (SELECT value FROM json_array_elements_text(CAST($1 AS JSON)) AS listed (value))
           AND kind IN ('signature', 'alert') AND STRPOS($2, words) > 0
         ORDER BY id LIMIT $3"
    } else {
        "SELECT id FROM runbook_passages
         WHERE key <> '' AND key IN (SELECT value FROM json_each($1))
           AND kind IN ('signature', 'alert') AND INSTR($2, words) > 0
         ORDER BY id LIMIT $3"
    };
    let listed = serde_json::json!(beginnings).to_string();
    Ok(numbers(tx.query(sql).bind(listed).bind(wanted.phrase.clone()).bind(MOST).all().await?))
}

/// Titles that have all words anywhere, also within a word, where the index has no term for them.
pub(super) async fn titles_that_hold(tx: &mut Tx, wanted: &Wanted) -> Result<Vec<i64>> {
    let [one, two, three, four, five, six] = wanted.patterns("%");
    let titles = tx
        .query(
            "SELECT passage.id
             FROM runbooks JOIN runbook_passages AS passage ON passage.runbook = runbooks.id AND passage.ordinal = 0
             WHERE sort_key LIKE $1 ESCAPE '!' AND sort_key LIKE $2 ESCAPE '!' AND sort_key LIKE $3 ESCAPE '!'
               AND sort_key LIKE $4 ESCAPE '!' AND sort_key LIKE $5 ESCAPE '!' AND sort_key LIKE $6 ESCAPE '!'
             ORDER BY sort_key LIMIT $7",
        )
        .bind(one)
        .bind(two)
        .bind(three)
        .bind(four)
        .bind(five)
        .bind(six)
        .bind(MOST);
    Ok(numbers(titles.all().await?))
}

macro_rules! rows_of {
    ($listed:literal) => {
        concat!(
            "SELECT passage.id, runbooks.slug, runbooks.title, runbooks.external_id, runbooks.severity, runbooks.sort_key,
                    passage.kind, passage.anchor, passage.label, passage.words, passage.ordinal
             FROM ",
            $listed,
            " JOIN runbook_passages AS passage ON passage.id = CAST(listed.value AS BIGINT)
              JOIN runbooks ON runbooks.id = passage.runbook
             WHERE runbooks.retired = FALSE"
        )
    };
}

/// The passages with these numbers. Retired runbooks are not found.
pub(super) async fn rows(tx: &mut Tx, ids: &[i64]) -> Result<Vec<Row>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = if tx.is_postgres() {
        rows_of!("json_array_elements_text(CAST($1 AS JSON)) AS listed (value)")
    } else {
        rows_of!("json_each($1) AS listed")
    };
    tx.query(sql).bind(serde_json::json!(ids).to_string()).all().await
}

fn numbers(rows: Vec<(i64,)>) -> Vec<i64> {
    rows.into_iter().map(|(id,)| id).collect()
}
