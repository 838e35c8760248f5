#[cfg(debug_assertions)]
use std::{collections::BTreeSet, sync::Mutex};
use std::{panic::AssertUnwindSafe, sync::LazyLock, time::Duration};

use futures::FutureExt as _;
use tokio::sync::Semaphore;

use crate::{Error, Metrics, Result};

/// A task that panicked begins anew after so long: soon, and not in a tight loop.
const PAUSE: Duration = Duration::from_millis(500);

/// Keeps a background task going: when it panics, it is begun anew within a second, counted and logged. Ends when
/// the task ends by itself.
pub async fn keep_going<F, W>(metrics: &Metrics, name: &'static str, mut task: F)
where
    F: FnMut() -> W,
    W: Future<Output = ()>,
{
    while !unless_it_panics(metrics, name, task()).await {
        tokio::time::sleep(PAUSE).await;
    }
}

/// Runs a background task and gives whether it ended by itself; a panic is counted and logged, and whoever called
/// sees to it that the work goes on.
pub async fn unless_it_panics(metrics: &Metrics, name: &'static str, task: impl Future<Output = ()>) -> bool {
    #[cfg(debug_assertions)]
    let task = unless_it_is_to_panic(name, task);
    let is_whole = AssertUnwindSafe(task).catch_unwind().await.is_ok();
    if !is_whole {
        metrics.count_restart(name);
        tracing::error!(task = name, "a background task panicked; it is started again");
    }
    is_whole
}

/// For tests of the whole program, in debug builds alone: with `TOCSIN_PANIC_ONCE` set, each task panics once, a moment after
/// it has first begun.
#[cfg(debug_assertions)]
async fn unless_it_is_to_panic(name: &'static str, task: impl Future<Output = ()>) {
    static HAVE: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    if std::env::var_os("TOCSIN_PANIC_ONCE").is_none() {
        return task.await;
    }
    let panics = async {
        tokio::time::sleep(PAUSE).await;
        let is_first = HAVE.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(name);
        assert!(!is_first, "TOCSIN_PANIC_ONCE is set: {name} panics");
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = task => {}
        () = panics => {}
    }
}

/// So many works keep a processor busy at once: half of them stay for those who ask for something small.
static TURNS: LazyLock<Semaphore> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Semaphore::new((processors / 2).max(1))
});

/// Does what keeps a processor busy for long beside the tasks that answer, in its turn. Once begun it is carried out, also
/// where nobody waits for it any longer.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let turn = TURNS.acquire().await.map_err(|error| Error::Internal(error.to_string()))?;
    let working = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    working.await.map_err(|error| Error::Internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::{
        cell::Cell,
        time::{Duration, Instant},
    };

    use super::*;

    async fn took(work: impl Future<Output = ()>) -> Duration {
        let began = Instant::now();
        work.await;
        began.elapsed()
    }

    #[tokio::test]
    async fn a_task_that_panics_is_going_again_within_a_second_and_is_counted() {
        let (metrics, begun) = (Metrics::new().unwrap(), Cell::new(0));
        let task = || {
            begun.set(begun.get() + 1);
            let begun = &begun;
            async move { assert!(begun.get() >= 3, "a defect") }
        };
        // What merely sleeps wakes as late as the machine is busy.
        let sleeps = async {
            for _ in 0..2 {
                tokio::time::sleep(PAUSE).await;
            }
        };
        let (going, sleeping) = tokio::join!(took(keep_going(&metrics, "test", task)), took(sleeps));
        assert_eq!(begun.get(), 3, "it went on until it ended by itself");
        assert!(going + 2 * PAUSE < sleeping + 2 * Duration::from_secs(1), "{going:?}, and two pauses alone {sleeping:?}");
        assert!(metrics.has_restarted_lately());
        let text = prometheus::TextEncoder::new().encode_to_string(&metrics.gather()).unwrap();
        assert!(text.contains("tocsin_background_restarts_total{task=\"test\"} 2"), "{text}");
    }
}
