use std::net::IpAddr;

use app::accounts::{DEVICE, PASS};
use backend::{
    Backend,
    accounts::{Bearer, StoredSession},
};
use tower_sessions::{
    SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// Sessions kept in the database, so that they hold on every server and over a restart. When they end is the
/// backend's to say.
#[derive(Clone)]
pub(crate) struct Store(pub(super) Backend);

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

#[async_trait::async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let (data, bearer) = encode(record)?;
        while !self.0.create_session(&record.id.to_string(), &data, bearer.as_ref()).await.map_err(broken)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let (data, bearer) = encode(record)?;
        self.0.save_session(&record.id.to_string(), &data, bearer.as_ref()).await.map_err(broken)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let stored = self.0.load_session(&id.to_string()).await.map_err(broken)?;
        stored.map(|stored| decode(*id, &stored)).transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.delete_session(&id.to_string()).await.map_err(broken)
    }
}

/// What is kept, and whose it is where somebody is signed in.
fn encode(record: &Record) -> Result<(String, Option<Bearer>)> {
    let unfit = |error: serde_json::Error| Error::Encode(error.to_string());
    let data = serde_json::to_string(&record.data).map_err(unfit)?;
    let Some(pass) = record.data.get(PASS) else { return Ok((data, None)) };
    let pass = serde_json::from_value(pass.clone()).map_err(unfit)?;
    let device = record.data.get(DEVICE).cloned().unwrap_or_default();
    let (device, address): (String, Option<IpAddr>) = serde_json::from_value(device).unwrap_or_default();
    Ok((data, Some(Bearer { pass, device, address: address.map(|address| address.to_string()).unwrap_or_default() })))
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
    use chrono::Duration;

    use super::*;

    async fn store(folder: &tempfile::TempDir) -> Store {
        Store(Backend::open(&format!("sqlite:{}", folder.path().join("tocsin.db").display())).await.unwrap())
    }

    fn record(backend: &Backend, data: &[(&str, serde_json::Value)]) -> Record {
        let data = data.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let ends = (backend.clock.now() + Duration::hours(1)).timestamp();
        Record { id: Id(1), data, expiry_date: OffsetDateTime::from_unix_timestamp(ends).unwrap() }
    }

    #[tokio::test]
    async fn a_session_is_found_again_until_it_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).await;
        let mut record = record(&store.0, &[("flash", serde_json::json!(7))]);
        let mut twin = record.clone();
        store.create(&mut record).await.unwrap();
        store.create(&mut twin).await.unwrap();
        assert_ne!(record.id, twin.id, "one id is never given twice");
        assert_eq!(store.load(&record.id).await.unwrap().unwrap().data, record.data);

        record.data.insert("flash".to_owned(), serde_json::json!("typed"));
        store.save(&record).await.unwrap();
        assert_eq!(store.load(&record.id).await.unwrap().unwrap().data, record.data);
        store.delete(&record.id).await.unwrap();
        assert_eq!(store.load(&record.id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_session_without_anybody_behind_it_ends_soon() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).await;
        let mut record = record(&store.0, &[("flash", serde_json::json!(1))]);
        store.create(&mut record).await.unwrap();
        store.0.clock.advance(Duration::minutes(9));
        assert!(store.load(&record.id).await.unwrap().is_some());
        store.0.clock.advance(Duration::minutes(1));
        assert_eq!(store.load(&record.id).await.unwrap(), None);
    }
}
