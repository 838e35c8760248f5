use domain::runbooks::{Runbook, RunbookSummary};

use super::{sources::offset, symptoms::write_symptoms};
use crate::{Result, db::Tx, log::Projected, search::write_passages};

impl Projected for Runbook {
    async fn project(&self, tx: &mut Tx) -> Result<()> {
        let row = RunbookSummary::from(self);
        tx.query(
            "INSERT INTO runbooks (id, slug, external_id, import_id, title, sort_key, words, severity, owners, version, file,
                                   sha256, next_review, last_exercised_at, retired, collection)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
             ON CONFLICT (id) DO UPDATE SET
                 external_id = excluded.external_id, import_id = excluded.import_id, title = excluded.title,
                 sort_key = excluded.sort_key, words = excluded.words, severity = excluded.severity, owners = excluded.owners,
                 version = excluded.version, file = excluded.file, sha256 = excluded.sha256,
                 next_review = excluded.next_review, last_exercised_at = excluded.last_exercised_at,
                 retired = excluded.retired, collection = excluded.collection",
        )
        .bind(row.id)
        .bind(row.slug)
        .bind(row.external_id)
        .bind(row.import_id)
        .bind(row.title.clone())
        .bind(row.title.to_lowercase())
        .bind(words(self))
        .bind(row.severity)
        .bind(row.owners)
        .bind(row.version)
        .bind(row.file)
        .bind(row.sha256)
        .bind(row.next_review)
        .bind(row.last_exercised_at)
        .bind(row.retired)
        .bind(Some(self.collection()).filter(|collection| *collection != self.file()).unwrap_or_default().to_owned())
        .execute()
        .await?;
        for version in &self.versions {
            tx.query(
                "INSERT INTO runbook_versions (runbook, number, source, start_byte, end_byte, sha256, published_at, published_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (runbook, number) DO NOTHING",
            )
            .bind(self.id)
            .bind(version.number)
            .bind(version.source)
            .bind(offset(version.start))
            .bind(offset(version.end))
            .bind(version.sha256.clone())
            .bind(version.published_at)
            .bind(version.published_by.name().to_owned())
            .execute()
            .await?;
        }
        write_symptoms(tx, self).await?;
        write_passages(tx, self).await
    }
}

/// All that somebody may look for in the list: names, owners, alerts, pasted errors.
fn words(runbook: &Runbook) -> String {
    let mut words = vec![runbook.title.clone(), runbook.file().to_owned()];
    words.extend(runbook.external_id.clone());
    words.extend(runbook.owners.iter().cloned());
    if let Some(draft) = &runbook.draft {
        words.extend(draft.alert_names.iter().chain(&draft.error_signatures).cloned());
    }
    words.join("\n").to_lowercase()
}
