use crate::{Result, db::Tx};

/// The next number that people say: `incident` for INC-42. Taken back when the transaction is.
pub(crate) async fn next_number(tx: &mut Tx, name: &str) -> Result<i64> {
    tx.query(
        "INSERT INTO counters (name, value) VALUES ($1, 1)
         ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
         RETURNING value",
    )
    .bind(name.to_owned())
    .scalar()
    .await
}
