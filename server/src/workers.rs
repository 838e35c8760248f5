//! What goes on beside requests: timers, mail, the line to other servers.

use std::{sync::Arc, time::Duration};

use backend::{Backend, Metrics, background::keep_going, mail::Transport};
use tokio::task::JoinSet;

/// Starts all workers. Each looks again and again, so that one failure is one late turn; one that panics is started
/// again within a second.
pub(crate) fn start(backend: &Backend, transport: Transport) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    let transport = Arc::new(transport);
    let each = |backend: &Backend| backend.clone();

    let timers = each(backend);
    workers.spawn(every(each(backend).metrics, "timers", Duration::from_secs(1), move || {
        let backend = timers.clone();
        async move { backend.fire_due_timers().await.map(drop) }
    }));
    let mail = each(backend);
    workers.spawn(every(each(backend).metrics, "mail", Duration::from_secs(1), move || {
        let (backend, transport) = (mail.clone(), Arc::clone(&transport));
        async move { backend.send_waiting_mail(&transport).await.map(drop) }
    }));
    let touch = each(backend);
    workers.spawn(every(each(backend).metrics, "line to other servers", Duration::from_secs(1), move || {
        let backend = touch.clone();
        async move { backend.keep_in_touch().await }
    }));
    let reviews = each(backend);
    workers.spawn(every(each(backend).metrics, "reminders of reviews", Duration::from_mins(10), move || {
        let backend = reviews.clone();
        async move { backend.keep_reminding_of_reviews().await }
    }));
    let log = each(backend);
    workers.spawn(every(each(backend).metrics, "log of others", Duration::from_secs(5), move || {
        let backend = log.clone();
        async move { backend.look_after_log().await }
    }));
    let sessions = each(backend);
    workers.spawn(every(each(backend).metrics, "sessions of open pages", Duration::from_secs(3), move || {
        let backend = sessions.clone();
        async move { backend.look_after_sessions().await }
    }));
    let tidy = each(backend);
    workers.spawn(every(each(backend).metrics, "sessions that ended", Duration::from_mins(1), move || {
        let backend = tidy.clone();
        async move {
            backend.delete_expired_sessions().await?;
            backend.forget_provider_attempts().await?;
            backend.forget_old_attempts().await.map(drop)
        }
    }));
    workers
}

/// Does something again and again. A failure is logged, and the next turn is taken after the pause as ever.
async fn every<F, W>(metrics: Metrics, name: &'static str, pause: Duration, turn: F)
where
    F: Fn() -> W,
    W: Future<Output = backend::Result<()>>,
{
    let turns = || async {
        loop {
            if let Err(error) = turn().await {
                tracing::error!(worker = name, %error, "a turn failed; it is taken again");
            }
            tokio::time::sleep(pause).await;
        }
    };
    keep_going(&metrics, name, turns).await;
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, time::Instant};

    use super::*;

    #[tokio::test]
    async fn a_worker_that_panics_takes_its_next_turn_within_a_second_however_long_its_pause() {
        let (metrics, turns) = (Metrics::new().unwrap(), Cell::new(0));
        let began = Instant::now();
        let work = every(metrics, "test", Duration::from_mins(10), || {
            turns.set(turns.get() + 1);
            assert_ne!(turns.get(), 1, "a defect");
            async { Ok(()) }
        });
        let has_turned = async {
            while turns.get() < 2 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::select! {
            () = work => panic!("it never ends by itself"),
            () = has_turned => {}
        }
        assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    }

    #[tokio::test]
    async fn a_turn_that_fails_is_followed_by_the_next() {
        let (metrics, turns) = (Metrics::new().unwrap(), Cell::new(0));
        let work = every(metrics.clone(), "test", Duration::from_millis(10), || {
            turns.set(turns.get() + 1);
            async { Err(backend::Error::Internal("the database is away".to_owned())) }
        });
        let _ = tokio::time::timeout(Duration::from_millis(500), work).await;
        assert!(turns.get() > 5, "{}", turns.get());
    }
}
