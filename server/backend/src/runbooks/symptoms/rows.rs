use std::collections::HashSet;

use domain::{ids::RunbookId, runbooks::Runbook};
use sha2::{Digest as _, Sha256};

use crate::{
    Result,
    db::{Db, Tx},
    log::{self, Cache, Eyes},
    search::unmarked,
};

/// Of a symptom a list shows no more than this. Characters.
const LONGEST_LABEL: usize = 240;

/// Of the SHA-256 so many letters tell one symptom from another.
const MARK: usize = 16;

/// Writes the symptoms of the current version. Where that version is written already, nothing is done: a runbook changes
/// more often than its text.
pub(crate) async fn write_symptoms(tx: &mut Tx, runbook: &Runbook) -> Result<()> {
    let Some(draft) = &runbook.draft else { return Ok(()) };
    let known: Option<(i64,)> =
        tx.query("SELECT version FROM runbook_symptoms WHERE runbook = $1 LIMIT 1").bind(runbook.id).optional().await?;
    if known == Some((runbook.version(),)) {
        return Ok(());
    }
    if known.is_some() {
        tx.query("DELETE FROM runbook_symptoms WHERE runbook = $1").bind(runbook.id).execute().await?;
    }
    let mut seen = HashSet::new();
    for step in draft.symptoms() {
        let words = words(&step.text);
        if words.is_empty() || !seen.insert(words.clone()) {
            continue;
        }
        tx.query("INSERT INTO runbook_symptoms (runbook, mark, version, label, words) VALUES ($1, $2, $3, $4, $5)")
            .bind(runbook.id)
            .bind(mark(&words))
            .bind(runbook.version())
            .bind(unmarked(&step.text).chars().take(LONGEST_LABEL).collect::<String>())
            .bind(words)
            .execute()
            .await?;
    }
    Ok(())
}

/// Writes the symptoms of runbooks that were published by a Tocsin that knew of none.
pub(crate) async fn fill_symptoms(db: &Db) -> Result<()> {
    let without: Vec<(RunbookId,)> = db
        .read()
        .await?
        .query(
            "SELECT id FROM runbooks
             WHERE EXISTS (SELECT 1 FROM runbook_passages AS passage
                           WHERE passage.runbook = runbooks.id AND passage.kind = 'step' AND passage.anchor LIKE 'sym-%')
               AND NOT EXISTS (SELECT 1 FROM runbook_symptoms AS symptom
                               WHERE symptom.runbook = runbooks.id AND symptom.version = runbooks.version)",
        )
        .all()
        .await?;
    if without.is_empty() {
        return Ok(());
    }
    let mut tx = db.write().await?;
    for (id,) in without {
        let runbook: Runbook = log::load(&mut tx, &Cache::default(), Eyes::Tocsin, id.0).await?;
        write_symptoms(&mut tx, &runbook).await?;
    }
    tx.commit().await
}

/// Letters and figures in lower case, whatever stands between them.
pub(super) fn words(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn mark(words: &str) -> String {
    format!("{:x}", Sha256::digest(words)).chars().take(MARK).collect()
}
