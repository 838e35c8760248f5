use std::path::Path;

use sqlx::Connection as _;

use crate::{Backend, Error, Result};

impl Backend {
    /// Copies an SQLite database as it is at one moment into a file that must not exist, or be empty: whoever makes it
    /// says who may read it. Everybody goes on writing meanwhile; what is committed after that moment is not in it. Durable
    /// when this returns.
    pub async fn copy_to(&self, file: &Path) -> Result<()> {
        let connection = self.db.sqlite().await?;
        let mut connection = connection.ok_or_else(|| Error::Internal("only SQLite is copied this way".to_owned()))?;
        let name = file.to_str().ok_or_else(|| Error::Internal(format!("{} is no name for SQLite", file.display())))?;
        let copied = sqlx::query("VACUUM INTO $1").bind(name).execute(&mut connection).await;
        connection.close().await?;
        copied?;
        let sync = |path: &Path| std::fs::File::open(path).and_then(|opened| opened.sync_all());
        sync(file).map_err(|error| Error::Internal(format!("{} could not be made durable: {error}", file.display())))
    }

    /// Whether every page of the file is as it should be; a sentence for each that isn't. PostgreSQL looks after its
    /// pages itself.
    pub async fn damage(&self) -> Result<Vec<String>> {
        let Some(mut connection) = self.db.sqlite().await? else { return Ok(vec![]) };
        let said = sqlx::query_as("PRAGMA integrity_check(10)").fetch_all(&mut connection).await;
        connection.close().await?;
        let said: Vec<(String,)> = said?;
        Ok(said.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect())
    }
}
