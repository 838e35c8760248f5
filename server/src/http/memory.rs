use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// So much of a body is read before anything is counted: the connections that the server waits for are few enough.
pub(super) const SMALL: usize = 64 * 1024;
/// Whoever finds no room waits for some no longer than this.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is counted in.
const KILOBYTE: usize = 1024;
const MEGABYTE: usize = 1024 * KILOBYTE;

/// Whose a body is: each kind has a part of the memory of its own, so that nobody has to wait for those who are known less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// Of somebody who is not signed in. What forms are for them is small; but somebody whose session has run out sends what
    /// they wrote meanwhile, and it is kept for them until they have signed in. They can't be told from others: their session
    /// is deleted, the browser drops its cookie with the first answer, and any other cookie may be invented. So a stranger may
    /// send as much as anybody else, and all strangers together no more than has its place here.
    Strangers,
    /// Of somebody who is.
    Members,
    /// Files that somebody hands in.
    Uploads,
}

/// How much memory the bodies of requests may take while they are read and answered, beside [`SMALL`] ones.
#[derive(Clone)]
pub(crate) struct Memory {
    strangers: Arc<Semaphore>,
    members: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
}

/// A part of it, given back when it is dropped.
pub(super) struct Share {
    _permit: OwnedSemaphorePermit,
}

impl Default for Memory {
    fn default() -> Self {
        let of = |bytes: usize| Arc::new(Semaphore::new(bytes / KILOBYTE));
        Self { strangers: of(64 * MEGABYTE), members: of(64 * MEGABYTE), uploads: of(256 * MEGABYTE) }
    }
}

impl Memory {
    /// So many bytes of it, once they are free; absent where that takes too long.
    pub(super) async fn take(&self, whose: Whose, bytes: usize) -> Option<Share> {
        let part = match whose {
            Whose::Strangers => &self.strangers,
            Whose::Members => &self.members,
            Whose::Uploads => &self.uploads,
        };
        let kilobytes = u32::try_from(bytes.div_ceil(KILOBYTE)).ok()?;
        let permit = timeout(PATIENCE, Arc::clone(part).acquire_many_owned(kilobytes)).await.ok()?.ok()?;
        Some(Share { _permit: permit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_finds_no_room_waits_until_somebody_is_done_and_nobody_waits_for_strangers() {
        let memory = Memory::default();
        let most = memory.take(Whose::Strangers, 63 * MEGABYTE).await.unwrap();
        let next = memory.take(Whose::Strangers, 2 * MEGABYTE);
        tokio::pin!(next);
        assert!(timeout(Duration::from_millis(50), &mut next).await.is_err());
        assert!(memory.take(Whose::Members, 64 * MEGABYTE).await.is_some());
        assert!(memory.take(Whose::Uploads, 256 * MEGABYTE).await.is_some());
        drop(most);
        assert!(next.await.is_some());
    }

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let memory = Memory::default();
        let _all = memory.take(Whose::Members, 64 * MEGABYTE).await.unwrap();
        assert!(memory.take(Whose::Members, 1).await.is_none());
    }
}
