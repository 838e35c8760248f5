use domain::Refusal;

/// What can go wrong in a use case.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A lawful "no", to be shown as it stands.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It does not exist, or may not be known to.
    #[error("there is no such thing")]
    NotFound,
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Something stored can't be read: a defect or damage, never a person's fault.
    #[error("stored data can't be read ({what}): {source}")]
    Unreadable { what: &'static str, source: serde_json::Error },
    #[error("{0}")]
    Internal(String),
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn unreadable(what: &'static str) -> impl FnOnce(serde_json::Error) -> Self {
        move |source| Self::Unreadable { what, source }
    }

    /// Whether a constraint says that something with this key is there already.
    pub(crate) fn is_taken(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}
