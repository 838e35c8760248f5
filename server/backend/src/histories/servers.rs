use tokio::task::JoinSet;

use crate::{
    Backend,
    incidents::{KeptDetails, Timelines},
    log::Cache,
    log::Wakes,
    postmortems::Documents,
};

/// Servers that share a database and nothing else.
pub(super) struct Servers {
    pub(super) all: Vec<Backend>,
    _lines: JoinSet<()>,
}

impl Servers {
    /// One on SQLite, two on PostgreSQL.
    pub(super) fn on(backend: &Backend) -> Self {
        let count = if backend.db.postgres().is_some() { 2 } else { 1 };
        let all: Vec<Backend> = (0..count).map(|_| just_started(backend)).collect();
        let mut lines = JoinSet::new();
        for server in all.clone() {
            lines.spawn(async move { while server.keep_in_touch().await.is_ok() {} });
        }
        Self { all, _lines: lines }
    }
}

/// A server that remembers nothing: what it knows it has read from the database.
pub(crate) fn just_started(backend: &Backend) -> Backend {
    Backend {
        cache: Cache::default(),
        timelines: Timelines::default(),
        kept_details: KeptDetails::default(),
        documents: Documents::default(),
        wakes: Wakes::default(),
        ..backend.clone()
    }
}
