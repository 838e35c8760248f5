use domain::{
    log::Recorded,
    people::{Member, MemberEvent},
};

use super::follow;
use crate::{Backend, Result, db::Tx, log::Projected};

impl Projected for Member {
    async fn project(&self, tx: &mut Tx) -> Result<()> {
        tx.query(
            "INSERT INTO people (id, name, email, role, joined_at, disabled_at, sessions_valid_from)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (id) DO UPDATE SET
                 name = excluded.name, email = excluded.email, role = excluded.role,
                 disabled_at = excluded.disabled_at, sessions_valid_from = excluded.sessions_valid_from",
        )
        .bind(self.id)
        .bind(self.name.clone())
        .bind(self.email.clone())
        .bind(self.role)
        .bind(self.joined_at)
        .bind(self.disabled_at)
        .bind(self.sessions_valid_from)
        .execute()
        .await?;
        Ok(())
    }

    async fn follow(&self, tx: &mut Tx, backend: &Backend, news: &[Recorded<MemberEvent>]) -> Result<()> {
        follow::follow(self, tx, backend, news).await
    }
}
