use std::collections::HashSet;

use domain::incidents::Severity;

use super::wanted::Wanted;
use crate::{Result, db::Tx};

/// A runbook that was found, and where it has the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRunbook {
    pub slug: String,
    pub title: String,
    pub external_id: Option<String>,
    pub severity: Option<Severity>,
    /// The place on its page that has the words; empty where its title has them.
    pub anchor: String,
    /// What stands there; empty where its title has the words.
    pub place: String,
}

/// A step that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundStep {
    pub slug: String,
    pub runbook: String,
    pub anchor: String,
    pub text: String,
}

/// So many passages are looked at more closely, those with the most of the words.
const CANDIDATES: i64 = 300;
/// A quoted text shorter than this stands in many a line by chance. Characters.
const TELLING: i64 = 6;
/// From here on a passage has every word; one that has only some is shown where none has all.
const HAS_ALL: i64 = 500;

#[derive(Debug, sqlx::FromRow)]
struct Row {
    slug: String,
    title: String,
    external_id: Option<String>,
    severity: Option<Severity>,
    kind: String,
    anchor: String,
    label: String,
    words: String,
    hit: i64,
}

/// Runbooks and steps, the best first: by id, by title, by an error text or an alert, by what else they say.
pub(super) async fn find(tx: &mut Tx, wanted: &Wanted, most: usize) -> Result<(Vec<FoundRunbook>, Vec<FoundStep>)> {
    let weights = wanted.weights();
    let total: i64 = weights.iter().sum();
    let mut rows: Vec<(i64, Row)> =
        candidates(tx, wanted, total).await?.into_iter().map(|row| (score(&row, wanted, total), row)).collect();
    if rows.iter().any(|(score, _)| *score >= HAS_ALL) {
        rows.retain(|(score, _)| *score >= HAS_ALL);
    }
    // Stable: what is equally good stays in the order of the runbook.
    rows.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let steps = rows.iter().filter(|(_, row)| row.kind == "step").take(most).map(|(_, row)| step(row)).collect();
    let mut seen: HashSet<String> = HashSet::new();
    let best = rows.into_iter().filter(|(_, row)| seen.insert(row.slug.clone()));
    Ok((best.take(most).map(|(_, row)| runbook(row)).collect(), steps))
}

/// Passages that have at least half of what was asked for, by the weight of the words; and error texts and alerts that
/// stand in what was pasted, however long that is.
async fn candidates(tx: &mut Tx, wanted: &Wanted, total: i64) -> Result<Vec<Row>> {
    let [one, two, three, four, five, six] = wanted.patterns("");
    let [w1, w2, w3, w4, w5, w6] = wanted.weights();
    tx.query(
        "SELECT slug, title, external_id, severity, kind, anchor, label, words, hit
         FROM (SELECT runbooks.slug, runbooks.title, runbooks.external_id, runbooks.severity, runbooks.sort_key,
                      passage.kind, passage.anchor, passage.label, passage.words, passage.ordinal,
                      CASE WHEN passage.words LIKE $1 ESCAPE '!' THEN $7 ELSE 0 END
                      + CASE WHEN passage.words LIKE $2 ESCAPE '!' THEN $8 ELSE 0 END
                      + CASE WHEN passage.words LIKE $3 ESCAPE '!' THEN $9 ELSE 0 END
                      + CASE WHEN passage.words LIKE $4 ESCAPE '!' THEN $10 ELSE 0 END
                      + CASE WHEN passage.words LIKE $5 ESCAPE '!' THEN $11 ELSE 0 END
                      + CASE WHEN passage.words LIKE $6 ESCAPE '!' THEN $12 ELSE 0 END AS hit
               FROM runbook_passages AS passage JOIN runbooks ON runbooks.id = passage.runbook
               WHERE runbooks.retired = FALSE) AS found
         WHERE hit * 2 >= $13
            OR (kind IN ('signature', 'alert') AND LENGTH(words) >= $14 AND REPLACE($15, words, '') <> $15)
         ORDER BY CASE WHEN kind IN ('title', 'signature', 'alert') THEN 0 ELSE 1 END, hit DESC, sort_key, ordinal
         LIMIT $16",
    )
    .bind(one)
    .bind(two)
    .bind(three)
    .bind(four)
    .bind(five)
    .bind(six)
    .bind(w1)
    .bind(w2)
    .bind(w3)
    .bind(w4)
    .bind(w5)
    .bind(w6)
    .bind(total)
    .bind(TELLING)
    .bind(wanted.phrase.clone())
    .bind(CANDIDATES)
    .all()
    .await
}

/// How well a passage answers: a figure to compare by, no more.
fn score(row: &Row, wanted: &Wanted, total: i64) -> i64 {
    let part = |most: i64| most * row.hit / total.max(1);
    let has_all = row.hit == total;
    let has_phrase = row.words.contains(&wanted.phrase);
    match row.kind.as_str() {
        "title" if row.external_id.as_ref().is_some_and(|id| id.to_lowercase() == wanted.phrase) => 1000,
        "title" => match wanted.rank(&row.title, &row.words) {
            Some(0) => 900,
            Some(1) => 800,
            Some(2 | 3) => 700,
            _ => part(300),
        },
        // A line of a log holds more than the text that a runbook quotes from it.
        "signature" if has_phrase || holds(&wanted.phrase, &row.words) => 780,
        "alert" if has_phrase || holds(&wanted.phrase, &row.words) => 760,
        "signature" if has_all => 660,
        "alert" if has_all => 640,
        "signature" | "alert" => part(400),
        _ if has_phrase => 600,
        _ if has_all => HAS_ALL,
        _ => part(250),
    }
}

/// Whether what was pasted holds a quoted text that says enough to be told by.
fn holds(pasted: &str, quoted: &str) -> bool {
    i64::try_from(quoted.chars().count()).is_ok_and(|length| length >= TELLING) && pasted.contains(quoted)
}

fn runbook(row: Row) -> FoundRunbook {
    let by_title = row.kind == "title";
    let (anchor, place) = if by_title { Default::default() } else { (row.anchor, row.label) };
    FoundRunbook { slug: row.slug, title: row.title, external_id: row.external_id, severity: row.severity, anchor, place }
}

fn step(row: &Row) -> FoundStep {
    FoundStep { slug: row.slug.clone(), runbook: row.title.clone(), anchor: row.anchor.clone(), text: row.label.clone() }
}
