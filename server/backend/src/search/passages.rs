use domain::{
    ids::RunbookId,
    runbooks::{Runbook, RunbookDraft, Section, Step},
};

use super::{
    index::{self, Field},
    terms::terms,
};
use crate::{
    Result,
    db::{Db, Tx},
    log::{self, Cache, Eyes},
};

/// Of a passage a list shows no more than this. Characters.
const LONGEST_LABEL: usize = 160;

/// By so much of its beginning a title is found. Characters.
pub(super) const TITLE_KEY: usize = 60;
/// A quoted text shorter than this stands in many a line by chance; by so much of its beginning a longer one is found in what
/// was pasted. Characters.
pub(super) const TELLING: usize = 6;

/// A part of a runbook that it can be found by.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Passage {
    kind: &'static str,
    anchor: String,
    label: String,
    words: String,
    key: String,
    terms: String,
}

impl Passage {
    fn field(&self) -> Field {
        if matches!(self.kind, "title" | "signature" | "alert") { Field::Called } else { Field::Said }
    }
}

/// Writes what the current version is found by. Where that version is written already, nothing is done: a runbook
/// changes more often than its text.
pub(crate) async fn write_passages(tx: &mut Tx, runbook: &Runbook) -> Result<()> {
    let Some(draft) = &runbook.draft else { return Ok(()) };
    let known: Option<(i64,)> =
        tx.query("SELECT version FROM runbook_passages WHERE runbook = $1 AND ordinal = 0").bind(runbook.id).optional().await?;
    if known == Some((runbook.version(),)) {
        return Ok(());
    }
    tx.query("DELETE FROM runbook_passages WHERE runbook = $1").bind(runbook.id).execute().await?;
    for (ordinal, passage) in (0_i64..).zip(passages(runbook, draft)) {
        let field = passage.field();
        let id: Option<(i64,)> = tx
            .query(
                "INSERT INTO runbook_passages (runbook, ordinal, version, kind, anchor, label, words, key)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (runbook, ordinal) DO NOTHING RETURNING id",
            )
            .bind(runbook.id)
            .bind(ordinal)
            .bind(runbook.version())
            .bind(passage.kind)
            .bind(passage.anchor)
            .bind(passage.label)
            .bind(passage.words)
            .bind(passage.key)
            .optional()
            .await?;
        if let Some((id,)) = id {
            index::put(tx, id, field, passage.terms).await?;
        }
    }
    Ok(())
}

/// Writes the passages of runbooks that have none: they were imported before there were any.
pub(crate) async fn fill_passages(db: &Db) -> Result<()> {
    let without: Vec<(RunbookId,)> = db
        .read()
        .await?
        .query("SELECT id FROM runbooks WHERE NOT EXISTS (SELECT 1 FROM runbook_passages WHERE runbook = runbooks.id)")
        .all()
        .await?;
    if without.is_empty() {
        return Ok(());
    }
    let mut tx = db.write_at_length().await?;
    for (id,) in without {
        let runbook: Runbook = log::load(&mut tx, &Cache::default(), Eyes::Tocsin, id.0).await?;
        write_passages(&mut tx, &runbook).await?;
    }
    tx.commit().await
}

/// The title first, so that every version has a passage with the ordinal 0.
fn passages(runbook: &Runbook, draft: &RunbookDraft) -> Vec<Passage> {
    let names = [Some(runbook.title.clone()), runbook.external_id.clone()];
    let names: Vec<String> = names.into_iter().flatten().chain(runbook.owners.iter().cloned()).collect();
    let mut passages = vec![passage("title", "", &runbook.title, &names.join("\n"))];
    passages.extend(draft.error_signatures.iter().map(|text| passage("signature", "", text, text)));
    passages.extend(draft.alert_names.iter().map(|text| passage("alert", "", text, text)));
    passages.push(passage("prose", "", "", &draft.summary));
    for section in &draft.sections {
        passages.push(of_section(section));
        passages.extend(section.steps.iter().map(of_step));
    }
    passages
}

fn of_section(section: &Section) -> Passage {
    let mut words = vec![section.title.as_str(), section.intro.as_str()];
    for decision in &section.decisions {
        words.push(&decision.ask);
        words.extend(decision.branches.iter().flat_map(|branch| [branch.label.as_str(), branch.detail.as_str()]));
    }
    passage("prose", &section.key, &section.title, &words.join("\n"))
}

fn of_step(step: &Step) -> Passage {
    let commands = step.commands.iter().map(|command| command.text.as_str());
    let words: Vec<&str> = [step.text.as_str(), step.detail.as_str()].into_iter().chain(commands).collect();
    passage("step", &step.key, &step.text, &words.join("\n"))
}

fn passage(kind: &'static str, anchor: &str, label: &str, words: &str) -> Passage {
    let label = unmarked(label).chars().take(LONGEST_LABEL).collect();
    let words = unmarked(words);
    let terms = terms(&words);
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let key = match kind {
        "title" => beginning(&words, TITLE_KEY),
        // Too short to be told by, where it stands in what was pasted.
        "signature" | "alert" if words.chars().count() >= TELLING => beginning(&words, TELLING),
        _ => String::new(),
    };
    Passage { kind, anchor: anchor.to_owned(), label, words, key, terms }
}

pub(super) fn beginning(words: &str, most: usize) -> String {
    words.chars().take(most).collect()
}

/// Without the marks of Markdown that stand within words and sentences.
pub(crate) fn unmarked(markdown: &str) -> String {
    markdown.replace("**", "").replace('`', "")
}
