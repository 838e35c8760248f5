//! What goes on beside requests: timers, mail, the line to other servers.

use std::{sync::Arc, time::Duration};

use backend::{Backend, mail::Transport};
use tokio::task::JoinSet;

/// Starts all workers. Each looks again and again, so that one failure is one late turn.
pub(crate) fn start(backend: &Backend, transport: Transport) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    let transport = Arc::new(transport);
    let each = |backend: &Backend| backend.clone();

    let timers = each(backend);
    workers.spawn(every("timers", Duration::from_secs(1), move || {
        let backend = timers.clone();
        async move { backend.fire_due_timers().await.map(drop) }
    }));
    let mail = each(backend);
    workers.spawn(every("mail", Duration::from_secs(1), move || {
        let (backend, transport) = (mail.clone(), Arc::clone(&transport));
        async move { backend.send_waiting_mail(&transport).await.map(drop) }
    }));
    let touch = each(backend);
    workers.spawn(every("line to other servers", Duration::from_secs(1), move || {
        let backend = touch.clone();
        async move { backend.keep_in_touch().await }
    }));
    let tidy = each(backend);
    workers.spawn(every("sessions that ended", Duration::from_mins(10), move || {
        let backend = tidy.clone();
        async move {
            backend.delete_expired_sessions().await?;
            backend.forget_old_attempts().await.map(drop)
        }
    }));
    workers
}

/// Does something again and again. A failure is logged; a panic ends only that turn.
async fn every<F, W>(name: &'static str, pause: Duration, mut turn: F)
where
    F: FnMut() -> W + Send,
    W: Future<Output = backend::Result<()>> + Send + 'static,
{
    loop {
        match tokio::spawn(turn()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(worker = name, %error, "a turn failed; it is taken again"),
            Err(error) if error.is_panic() => tracing::error!(worker = name, "a turn panicked; it is taken again"),
            Err(_) => return,
        }
        tokio::time::sleep(pause).await;
    }
}
