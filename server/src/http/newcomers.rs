use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::task::AbortHandle;

/// So many connections may be open that have not asked for anything yet. A browser asks as soon as it is connected, so
/// that these are slow or mute on purpose when there are many.
const MOST: usize = 1000;

/// Connections whose first request has not come yet. Where there are too many, those that came first are sent away, so
/// that the places of all others stay free.
#[derive(Clone, Default)]
pub(super) struct Newcomers {
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    next: u64,
    mute: BTreeMap<u64, Option<AbortHandle>>,
}

/// One of them. It is none any more once it has spoken, or is gone.
pub(super) struct Newcomer {
    number: u64,
    all: Newcomers,
}

impl Newcomers {
    pub(super) fn arrive(&self) -> Newcomer {
        let mut waiting = self.lock();
        waiting.next += 1;
        let number = waiting.next;
        waiting.mute.insert(number, None);
        Newcomer { number, all: self.clone() }
    }

    /// The task that serves it. It may have spoken, or be gone, by now.
    pub(super) fn may_be_sent_away(&self, number: u64, task: AbortHandle) {
        let mut waiting = self.lock();
        if let Some(mute) = waiting.mute.get_mut(&number) {
            *mute = Some(task);
        }
        let too_many = waiting.mute.len() > MOST;
        drop(waiting);
        if too_many {
            self.send_one_away();
        }
    }

    /// Ends the connection that has been mute for longest.
    pub(super) fn send_one_away(&self) {
        if let Some((_, Some(task))) = self.lock().mute.pop_first() {
            task.abort();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Newcomer {
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn has_spoken(&self) {
        self.all.lock().mute.remove(&self.number);
    }
}

impl Drop for Newcomer {
    fn drop(&mut self) {
        self.has_spoken();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_is_mute_longest_goes_first_and_whoever_has_spoken_stays() {
        let newcomers = Newcomers::default();
        let mut come = |_: usize| {
            let (newcomer, task) = (newcomers.arrive(), tokio::spawn(std::future::pending::<()>()));
            newcomers.may_be_sent_away(newcomer.number(), task.abort_handle());
            (newcomer, task)
        };
        let (spoke, served) = come(0);
        spoke.has_spoken();
        let mute: Vec<_> = (0..=MOST).map(&mut come).collect();
        tokio::task::yield_now().await;
        let gone: Vec<usize> = (0..=MOST).filter(|n| mute[*n].1.is_finished()).collect();
        assert_eq!(gone, [0]);
        assert!(!served.is_finished());
        drop(mute);
        assert!(newcomers.lock().mute.is_empty());
    }
}
