use domain::{ids::PostmortemId, postmortems::Postmortem};

use crate::{
    Result,
    db::{Db, Tx},
    log::{self, Cache, Eyes, Projected},
};

impl Projected for Postmortem {
    async fn project(&self, tx: &mut Tx) -> Result<()> {
        let names: Vec<&str> = self.reviewers.iter().map(|person| person.name.as_str()).collect();
        let ids: Vec<String> = self.reviewers.iter().map(|person| person.id.to_string()).collect();
        tx.query(
            "INSERT INTO postmortems (id, number, incident, stage, started_at, approved_at, reviewers, reviewer_ids)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (id) DO UPDATE SET
                 stage = excluded.stage, approved_at = excluded.approved_at, reviewers = excluded.reviewers,
                 reviewer_ids = excluded.reviewer_ids",
        )
        .bind(self.id)
        .bind(self.incident_number)
        .bind(self.incident)
        .bind(self.stage)
        .bind(self.started_at)
        .bind(self.approval.as_ref().map(|approval| approval.at))
        .bind(names.join(", "))
        .bind(ids.join(","))
        .execute()
        .await?;
        Ok(())
    }
}

/// Writes the rows anew of post-mortems whose reviewers were asked by a Tocsin that kept their names alone.
pub(crate) async fn fill_reviewers(db: &Db) -> Result<()> {
    let without: Vec<(PostmortemId,)> = db
        .read()
        .await?
        .query("SELECT id FROM postmortems WHERE reviewer_ids = '' AND reviewers <> '' ORDER BY id")
        .all()
        .await?;
    for (id,) in without {
        let mut tx = db.write().await?;
        // A server of the former version may be at work on it.
        log::hold(&mut tx, id.0).await?;
        let postmortem: Postmortem = log::load(&mut tx, &Cache::default(), Eyes::Tocsin, id.0).await?;
        postmortem.project(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(())
}
