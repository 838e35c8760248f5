use backend::{Backend, accounts::StoredSession};
use chrono::{DateTime, Duration, Utc};
use tower_sessions::{
    SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// Sessions kept in the database, so that they hold on every server and over a restart.
#[derive(Clone)]
pub(crate) struct Store(pub(super) Backend);

/// Somebody who is not signed in has a session only to be shown why a form was refused: for so long.
const ANONYMOUS: Duration = Duration::hours(1);

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

#[async_trait::async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.0.create_session(&record.id.to_string(), &self.encode(record)?).await.map_err(broken)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.0.save_session(&record.id.to_string(), &self.encode(record)?).await.map_err(broken)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let stored = self.0.load_session(&id.to_string()).await.map_err(broken)?;
        stored.map(|stored| decode(*id, &stored)).transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.delete_session(&id.to_string()).await.map_err(broken)
    }
}

impl Store {
    fn encode(&self, record: &Record) -> Result<StoredSession> {
        let data = serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let mut expires_at: DateTime<Utc> =
            DateTime::from_timestamp(record.expiry_date.unix_timestamp(), 0).ok_or_else(|| broken("an end out of range"))?;
        if !record.data.contains_key(app::accounts::PASS) {
            expires_at = expires_at.min(self.0.clock.now() + ANONYMOUS);
        }
        Ok(StoredSession { data, expires_at })
    }
}

fn decode(id: Id, stored: &StoredSession) -> Result<Record> {
    let data = serde_json::from_str(&stored.data).map_err(|error| Error::Decode(error.to_string()))?;
    let expiry_date = OffsetDateTime::from_unix_timestamp(stored.expires_at.timestamp()).map_err(broken)?;
    Ok(Record { id, data, expiry_date })
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_session_is_found_again_until_it_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let backend = Backend::open(&format!("sqlite:{}", folder.path().join("tocsin.db").display())).await.unwrap();
        let store = Store(backend);
        let ends = OffsetDateTime::from_unix_timestamp(4_000_000_000).unwrap();
        let data = [(app::accounts::PASS.to_owned(), serde_json::json!(7))].into();
        let mut record = Record { id: Id(1), data, expiry_date: ends };
        let mut twin = record.clone();
        store.create(&mut record).await.unwrap();
        store.create(&mut twin).await.unwrap();
        assert_ne!(record.id, twin.id, "one id is never given twice");
        assert_eq!(store.load(&record.id).await.unwrap(), Some(record.clone()));

        record.data.insert("flash".to_owned(), serde_json::json!("typed"));
        store.save(&record).await.unwrap();
        assert_eq!(store.load(&record.id).await.unwrap(), Some(record.clone()));
        store.delete(&record.id).await.unwrap();
        assert_eq!(store.load(&record.id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_session_without_anybody_behind_it_ends_soon() {
        let folder = tempfile::tempdir().unwrap();
        let backend = Backend::open(&format!("sqlite:{}", folder.path().join("tocsin.db").display())).await.unwrap();
        let store = Store(backend.clone());
        let ends = OffsetDateTime::from_unix_timestamp(4_000_000_000).unwrap();
        let mut record = Record { id: Id(1), data: [("flash".to_owned(), serde_json::json!(1))].into(), expiry_date: ends };
        store.create(&mut record).await.unwrap();
        backend.clock.advance(Duration::hours(1));
        assert_eq!(store.load(&record.id).await.unwrap(), None);
    }
}
