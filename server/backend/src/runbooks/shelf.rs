//! The runbooks of the database as others may name them.

use domain::runbooks::{Book, Shelf};

use crate::{Result, db::Tx};

/// All of them. Of those with the same name the one in use counts, and then the oldest.
pub(crate) async fn shelf(tx: &mut Tx) -> Result<Shelf> {
    let rows: Vec<(String, String, Option<String>, String, String, String)> =
        tx.query("SELECT slug, title, external_id, file, collection, import_id FROM runbooks ORDER BY retired, id").all().await?;
    let mut shelf = Shelf::default();
    for (slug, title, external_id, file, collection, import_id) in rows {
        let collection = if collection.is_empty() { file } else { collection };
        shelf.put(Book { slug, title, external_id, collection, import_id });
    }
    Ok(shelf)
}
