use domain::{Refusal, ids::PersonId, log::Person};

use crate::{Result, db::Tx};

/// Somebody who may sign in, to be given a part in something. Refuses, at the field where they were chosen, whoever has left.
pub(crate) async fn present(tx: &mut Tx, id: PersonId, field: &str) -> Result<Person> {
    let row: Option<(String,)> =
        tx.query("SELECT name FROM people WHERE id = $1 AND disabled_at IS NULL").bind(id).optional().await?;
    let (name,) = row.ok_or_else(|| Refusal::invalid(field, "They are not here any longer: choose somebody else."))?;
    Ok(Person { id, name })
}

/// Where somebody gets mail; absent when they have left.
pub(crate) async fn email_of(tx: &mut Tx, id: PersonId) -> Result<Option<String>> {
    let row: Option<(String,)> =
        tx.query("SELECT email FROM people WHERE id = $1 AND disabled_at IS NULL").bind(id).optional().await?;
    Ok(row.map(|(email,)| email))
}
