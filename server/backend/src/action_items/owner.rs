use domain::{Refusal, ids::PersonId, log::Person};

use crate::{Result, accounts::present, db::Tx};

/// Who will do it. Refuses nobody, and somebody who has left.
pub(super) async fn owner(tx: &mut Tx, id: Option<PersonId>) -> Result<Person> {
    let choose = || Refusal::invalid("owner", "Choose who will do it: work without an owner is not done.");
    let id = id.ok_or_else(choose)?;
    present(tx, id, "owner").await
}
