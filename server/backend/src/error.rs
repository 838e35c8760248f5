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
    /// Whether the database itself is what fails: gone, out of connections, full, or locked for too long. The same request
    /// may do well later.
    pub fn is_away(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::Database(error)) => error.code().is_some_and(|code| means_away(&code)),
            Self::Database(error) => matches!(
                error,
                sqlx::Error::Io(_)
                    | sqlx::Error::Tls(_)
                    | sqlx::Error::Protocol(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::PoolClosed
                    | sqlx::Error::WorkerCrashed
                    | sqlx::Error::BeginFailed
            ),
            _ => false,
        }
    }

    pub(crate) fn unreadable(what: &'static str) -> impl FnOnce(serde_json::Error) -> Self {
        move |source| Self::Unreadable { what, source }
    }

    /// Whether a constraint says that something with this key is there already.
    pub(crate) fn is_taken(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}

/// By PostgreSQL's classes of SQLSTATE (<https://www.postgresql.org/docs/15/errcodes-appendix.html>): connection, resources,
/// limits, operator's intervention, system. By SQLite's primary result codes (<https://sqlite.org/rescode.html>, the low
/// byte): busy, locked, read-only, I/O, full, can't open.
fn means_away(code: &str) -> bool {
    if code.len() == 5 {
        return ["08", "53", "55P03", "57", "58"].iter().any(|class| code.starts_with(class));
    }
    code.parse::<u32>().is_ok_and(|code| [5, 6, 8, 10, 13, 14].contains(&(code & 0xff)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_outages_are_told_from_codes_of_defects() {
        for away in ["57P01", "08006", "53100", "53300", "13", "10", "778", "5", "261", "14"] {
            assert!(means_away(away), "{away}");
        }
        for defect in ["42P01", "23505", "22P02", "1", "2067", "20"] {
            assert!(!means_away(defect), "{defect}");
        }
    }
}
