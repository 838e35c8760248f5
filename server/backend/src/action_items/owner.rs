use domain::{Refusal, ids::PersonId, log::Person};

use crate::{Result, db::Tx};

/// Who will do it. Refuses nobody, and somebody who has left.
pub(super) async fn owner(tx: &mut Tx, id: Option<PersonId>) -> Result<Person> {
    let choose = || Refusal::invalid("owner", "Choose who will do it: work without an owner is not done.");
    let id = id.ok_or_else(choose)?;
    let row: Option<(String,)> =
        tx.query("SELECT name FROM people WHERE id = $1 AND disabled_at IS NULL").bind(id).optional().await?;
    let (name,) = row.ok_or_else(choose)?;
    Ok(Person { id, name })
}

/// The owner's address; absent when they have left.
pub(super) async fn email_of(tx: &mut Tx, id: PersonId) -> Result<Option<String>> {
    let row: Option<(String,)> =
        tx.query("SELECT email FROM people WHERE id = $1 AND disabled_at IS NULL").bind(id).optional().await?;
    Ok(row.map(|(email,)| email))
}
