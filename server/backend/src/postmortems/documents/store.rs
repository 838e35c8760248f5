use domain::{ids::PersonId, people::Who, refusal::tidy};
use uuid::Uuid;

use super::text::{SharedText, Texts};
use crate::{Backend, Error, Result, db::Tx};

/// So many updates are folded into a snapshot at a time.
pub(super) const FOLD_EVERY: i64 = 200;
/// So many bytes a document may take, snapshot and updates together. A long post-mortem takes some hundred kilobytes: this is
/// for what does not show in its text, as formats and things that are no words.
pub(super) const MOST: usize = 8 * 1024 * 1024;

/// How far a document is read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reached {
    /// The last update.
    pub(super) n: i64,
    /// What the snapshot and the updates since it take.
    pub(super) bytes: usize,
}

/// Makes a document with the texts it begins with, in the transaction of the change that asks for it. What the log knows may
/// have come by a form before line ends were made tidy.
pub(crate) async fn create(tx: &mut Tx, backend: &Backend, id: Uuid, seeds: &Texts) -> Result<()> {
    let keys: Vec<String> = seeds.iter().map(|(key, _)| key.clone()).collect();
    let mut text = SharedText::new(&keys);
    for (key, seed) in seeds {
        text.edit(key, &[domain::postmortems::Edit { at: 0, remove: 0, insert: tidy(seed) }]);
    }
    tx.query("INSERT INTO documents (id, last_n, snapshot_n) VALUES ($1, 1, 0)").bind(id).execute().await?;
    insert(tx, id, 1, &text.whole(), &Who::tocsin(), backend).await
}

/// Nobody adds to the document until this transaction ends.
pub(crate) async fn lock(tx: &mut Tx, id: Uuid) -> Result<()> {
    tx.query("UPDATE documents SET last_n = last_n WHERE id = $1").bind(id).execute().await?;
    Ok(())
}

/// The texts as they are stored, read within a transaction.
pub(crate) async fn read(tx: &mut Tx, id: Uuid, keys: &[String]) -> Result<Texts> {
    let mut text = SharedText::new(keys);
    catch_up(tx, id, &mut text, Reached::default()).await?;
    Ok(text.texts())
}

/// Whether somebody has ever changed the text.
pub(crate) async fn has_written(tx: &mut Tx, id: Uuid, person: PersonId) -> Result<bool> {
    let written: i64 = tx
        .query(
            "SELECT (SELECT COUNT(*) FROM document_updates WHERE document = $1 AND by_person = $2)
                  + (SELECT COUNT(*) FROM document_writers WHERE document = $1 AND person = $2)",
        )
        .bind(id)
        .bind(person)
        .scalar()
        .await?;
    Ok(written > 0)
}

/// Takes in what was stored since. Gives how far that is, and what was read. Updates are read before the snapshot: those that are
/// folded meanwhile are in it.
pub(super) async fn catch_up(tx: &mut Tx, id: Uuid, text: &mut SharedText, since: Reached) -> Result<(Reached, Vec<Vec<u8>>)> {
    let damaged = |_| Error::Internal(format!("the document {id} holds an update that can't be read"));
    let rows: Vec<(i64, Vec<u8>)> = tx
        .query("SELECT n, body FROM document_updates WHERE document = $1 AND n > $2 ORDER BY n")
        .bind(id)
        .bind(since.n)
        .all()
        .await?;
    let mut reached = since;
    let snapshot: Option<(i64, Option<Vec<u8>>)> =
        tx.query("SELECT snapshot_n, snapshot FROM documents WHERE id = $1").bind(id).optional().await?;
    let (snapshot_n, snapshot) = snapshot.ok_or(Error::NotFound)?;
    let mut news = Vec::new();
    if let Some(snapshot) = snapshot.filter(|_| snapshot_n > reached.n) {
        text.restore(&snapshot, true).map_err(damaged)?;
        reached = Reached { n: snapshot_n, bytes: snapshot.len() };
        // Others speak v1 only.
        news.push(text.whole());
    }
    let folded = reached.n;
    for (n, body) in rows.into_iter().filter(|(n, _)| *n > folded) {
        text.restore(&body, false).map_err(damaged)?;
        reached = Reached { n, bytes: reached.bytes + body.len() };
        news.push(body);
    }
    Ok((reached, news))
}

/// Adds an update and gives its number. Writers of one document wait for each other here.
pub(super) async fn add(tx: &mut Tx, id: Uuid, update: &[u8], who: &Who, backend: &Backend) -> Result<i64> {
    let row: Option<(i64,)> =
        tx.query("UPDATE documents SET last_n = last_n + 1 WHERE id = $1 RETURNING last_n").bind(id).optional().await?;
    let (n,) = row.ok_or(Error::NotFound)?;
    insert(tx, id, n, update, who, backend).await?;
    Ok(n)
}

async fn insert(tx: &mut Tx, id: Uuid, n: i64, update: &[u8], who: &Who, backend: &Backend) -> Result<()> {
    tx.query("INSERT INTO document_updates (document, n, body, by_person, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(n)
        .bind(update.to_vec())
        .bind(who.actor.person().map(|person| person.id))
        .bind(backend.clock.now())
        .execute()
        .await?;
    Ok(())
}

/// Replaces what is up to `n` by a snapshot of it, and keeps who wrote it. Who is behind reads the snapshot instead.
pub(super) async fn fold(backend: &Backend, id: Uuid, n: i64, snapshot: Vec<u8>) -> Result<()> {
    let mut tx = backend.db.write().await?;
    let folded = tx
        .query("UPDATE documents SET snapshot = $3, snapshot_n = $2 WHERE id = $1 AND snapshot_n < $2")
        .bind(id)
        .bind(n)
        .bind(snapshot)
        .execute()
        .await?;
    if folded == 1 {
        tx.query(
            "INSERT INTO document_writers (document, person)
             SELECT DISTINCT document, by_person FROM document_updates
             WHERE document = $1 AND n <= $2 AND by_person IS NOT NULL
             ON CONFLICT (document, person) DO NOTHING",
        )
        .bind(id)
        .bind(n)
        .execute()
        .await?;
        tx.query("DELETE FROM document_updates WHERE document = $1 AND n <= $2").bind(id).bind(n).execute().await?;
    }
    tx.commit().await
}
