use domain::people::Permission;
use uuid::Uuid;

use super::{
    Finding,
    dump::Dump,
    kinds::{READ_MODELS, Rebuilt, rebuild},
};
use crate::{Ask, Backend, Result, db::Tx};

impl Backend {
    /// Whether lists and boards say what the events say: all read models are dropped, rebuilt and compared, in
    /// a unit of work that is never committed. Nobody else can write meanwhile.
    pub async fn check_read_models(&self, ask: Ask<'_>) -> Result<Finding> {
        ask.may(Permission::ChangeSettings)?;
        let mut tx = self.db.write_at_length().await?;
        if tx.is_postgres() {
            // SQLite has one writer anyway. Readers go on.
            tx.query("LOCK TABLE streams IN SHARE MODE").execute().await?;
        }
        let before = dump(&mut tx).await?;
        for model in READ_MODELS {
            tx.query(model.empty).execute().await?;
        }
        let mut problems = Vec::new();
        let streams: Vec<(Uuid, String)> = tx
            // Incidents first: what lists say of all that came out of one depends on whether it is restricted.
            .query("SELECT id, kind FROM streams ORDER BY CASE WHEN kind = 'incident' THEN 0 ELSE 1 END, id")
            .all()
            .await?;
        for (stream, kind) in &streams {
            match rebuild(&mut tx, kind, *stream).await? {
                Rebuilt::AsKnown => {}
                Rebuilt::SnapshotIsWrong => {
                    problems.push(format!("{kind} {stream}: its snapshot is not what its events say. Report this as a defect."));
                }
                Rebuilt::UnknownKind => problems.push(format!("{kind} {stream}: this kind is not known to the doctor.")),
            }
        }
        let after = dump(&mut tx).await?;
        let mut rows = 0;
        for ((model, before), after) in READ_MODELS.iter().zip(&before).zip(&after) {
            rows += after.len();
            let differ = after.iter().filter(|row| !before.contains(row)).count() + before.len().saturating_sub(after.len());
            if before != after {
                problems.push(format!(
                    "{} rows of {} are not what the events say. Report this as a defect; the events are right.",
                    differ.max(1),
                    model.table
                ));
            }
        }
        // Dropped without a commit: nothing of this happened.
        drop(tx);
        Ok(Finding { said: format!("{rows} rows of lists and boards, rebuilt from the log and compared"), problems })
    }
}

async fn dump(tx: &mut Tx) -> Result<Vec<Vec<Dump>>> {
    let mut tables = Vec::new();
    for model in READ_MODELS {
        tables.push(tx.query(model.rows).all().await?);
    }
    Ok(tables)
}
