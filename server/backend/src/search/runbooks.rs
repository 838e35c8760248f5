use std::collections::HashSet;

use domain::incidents::Severity;

use super::{
    candidates::{self, Row},
    index::halves,
    passages::TELLING,
    wanted::Wanted,
};
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

/// From here on a passage has every word; one that has only some is shown where none has all.
const HAS_ALL: i64 = 500;

/// Runbooks and steps, the best first: by id, by title, by an error text or an alert, by what else they say.
pub(super) async fn find(tx: &mut Tx, wanted: &Wanted, most: usize) -> Result<(Vec<FoundRunbook>, Vec<FoundStep>)> {
    let mut found = Found::default();
    let all = [wanted.words.iter().map(String::as_str).collect()];
    let mut ids = candidates::titles_that_begin(tx, wanted).await?;
    ids.extend(candidates::quoted(tx, wanted).await?);
    ids.extend(candidates::with_words(tx, &all).await?);
    found.add(wanted, candidates::rows(tx, &ids).await?);
    if !found.has_all() {
        let mut ids = candidates::titles_that_hold(tx, wanted).await?;
        if wanted.words.len() > 1 {
            ids.extend(candidates::with_words(tx, &halves(wanted)).await?);
        }
        found.add(wanted, candidates::rows(tx, &ids).await?);
    }
    Ok(found.best(most))
}

/// What was found so far, each passage once, with how well it answers.
#[derive(Default)]
struct Found {
    rows: Vec<(i64, Row)>,
    seen: HashSet<i64>,
}

impl Found {
    fn add(&mut self, wanted: &Wanted, rows: Vec<Row>) {
        for row in rows {
            let score = score(&row, wanted);
            if score > 0 && self.seen.insert(row.id) {
                self.rows.push((score, row));
            }
        }
    }

    fn has_all(&self) -> bool {
        self.rows.iter().any(|(score, _)| *score >= HAS_ALL)
    }

    fn best(mut self, most: usize) -> (Vec<FoundRunbook>, Vec<FoundStep>) {
        if self.has_all() {
            self.rows.retain(|(score, _)| *score >= HAS_ALL);
        }
        // What is equally good stands in the order of titles, and within a runbook in its own.
        self.rows.sort_by(|(a, one), (b, other)| {
            b.cmp(a).then_with(|| (&one.sort_key, &one.slug, one.ordinal).cmp(&(&other.sort_key, &other.slug, other.ordinal)))
        });
        let steps = self.rows.iter().filter(|(_, row)| row.kind == "step").take(most).map(|(_, row)| step(row)).collect();
        let mut seen: HashSet<String> = HashSet::new();
        let best = self.rows.into_iter().filter(|(_, row)| seen.insert(row.slug.clone()));
        (best.take(most).map(|(_, row)| runbook(row)).collect(), steps)
    }
}

/// How well a passage answers: a figure to compare by, no more. 0 where it has less than half of what was asked for, by the
/// weight of the words.
fn score(row: &Row, wanted: &Wanted) -> i64 {
    let (hit, total) = wanted.weigh(&row.words);
    let part = |most: i64| if hit * 2 < total { 0 } else { most * hit / total.max(1) };
    let has_all = hit == total;
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
    quoted.chars().count() >= TELLING && pasted.contains(quoted)
}

fn runbook(row: Row) -> FoundRunbook {
    let by_title = row.kind == "title";
    let (anchor, place) = if by_title { Default::default() } else { (row.anchor, row.label) };
    FoundRunbook { slug: row.slug, title: row.title, external_id: row.external_id, severity: row.severity, anchor, place }
}

fn step(row: &Row) -> FoundStep {
    FoundStep { slug: row.slug.clone(), runbook: row.title.clone(), anchor: row.anchor.clone(), text: row.label.clone() }
}
