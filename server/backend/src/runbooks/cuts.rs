//! How people cut files: kept with each file, and asked again when the next one of its name comes.

use std::collections::HashMap;

use domain::{ids::SourceId, runbooks::import::Cuts};

use crate::{Backend, Error, Result, db::Tx};

impl Backend {
    /// How the newest file of each name was cut by hand; files that were read as they stand are left out.
    pub(super) async fn kept_cuts(&self) -> Result<HashMap<String, Cuts>> {
        let rows: Vec<(String, String)> = self
            .db
            .read()
            .await?
            .query(
                "SELECT file, cuts FROM sources AS source
                 WHERE cuts <> '' AND NOT EXISTS (
                     SELECT 1 FROM sources AS later
                     WHERE later.file = source.file
                       AND (later.imported_at > source.imported_at
                            OR (later.imported_at = source.imported_at AND later.id > source.id)))",
            )
            .all()
            .await?;
        rows.into_iter().map(|(file, cuts)| Ok((file, read(&cuts)?))).collect()
    }
}

pub(super) fn read(cuts: &str) -> Result<Cuts> {
    if cuts.is_empty() { Ok(Cuts::default()) } else { serde_json::from_str(cuts).map_err(Error::unreadable("cuts")) }
}

/// Keeps them with the file; another choice in a later preview replaces this one.
pub(super) async fn keep(tx: &mut Tx, source: SourceId, cuts: &Cuts) -> Result<()> {
    let text = if cuts.is_empty() { String::new() } else { serde_json::to_string(cuts).map_err(Error::unreadable("cuts"))? };
    tx.query("UPDATE sources SET cuts = $2 WHERE id = $1").bind(source).bind(text).execute().await?;
    Ok(())
}
