use sqlx::{FromRow, Row as _, ValueRef as _, postgres::PgRow, sqlite::SqliteRow};

/// A row as the bytes that the database gave, for telling whether two are the same; absent is NULL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dump(Vec<Option<Vec<u8>>>);

impl FromRow<'_, SqliteRow> for Dump {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        // SQLite gives any value as bytes.
        (0..row.len()).map(|column| row.try_get_unchecked::<Option<Vec<u8>>, _>(column)).collect::<sqlx::Result<_>>().map(Self)
    }
}

impl FromRow<'_, PgRow> for Dump {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let bytes = |column: usize| {
            let value = row.try_get_raw(column)?;
            if value.is_null() {
                return Ok(None);
            }
            value.as_bytes().map(|bytes| Some(bytes.to_vec())).map_err(sqlx::Error::Decode)
        };
        (0..row.len()).map(bytes).collect::<sqlx::Result<_>>().map(Self)
    }
}
