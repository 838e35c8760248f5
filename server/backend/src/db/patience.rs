use std::{io, time::Duration};

use crate::error::Result;

/// How long a statement may take on a database across the network. One that has stopped answering would hold whoever asks
/// for ever.
const PATIENCE: Duration = Duration::from_secs(15);

/// Gives up on what takes longer than [`PATIENCE`], as if the connection were lost. Whether a commit was carried out is not
/// known then; a request that has a name may be sent again.
pub(crate) async fn patiently<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let late = |_| sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, "the database did not answer in time"));
    tokio::time::timeout(PATIENCE, work).await.map_err(late)?
}
