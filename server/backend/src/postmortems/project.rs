use domain::postmortems::Postmortem;

use crate::{Result, db::Tx, log::Projected};

impl Projected for Postmortem {
    async fn project(&self, tx: &mut Tx) -> Result<()> {
        let reviewers: Vec<&str> = self.reviewers.iter().map(|person| person.name.as_str()).collect();
        tx.query(
            "INSERT INTO postmortems (id, number, incident, stage, started_at, due_at, approved_at, reviewers)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (id) DO UPDATE SET
                 stage = excluded.stage, approved_at = excluded.approved_at, reviewers = excluded.reviewers",
        )
        .bind(self.id)
        .bind(self.incident_number)
        .bind(self.incident)
        .bind(self.stage)
        .bind(self.started_at)
        .bind(self.due_at())
        .bind(self.approval.as_ref().map(|approval| approval.at))
        .bind(reviewers.join(", "))
        .execute()
        .await?;
        Ok(())
    }
}
