use std::time::Duration;

use backend::{Ask, Backend};
use domain::{
    live::{ServerMessage, Topic},
    people::Who,
};
use tokio::sync::mpsc;

use super::{People, people::once_each};

/// Looks at the log even when nobody woke it, in case a wake-up between servers was lost.
const SLOW_LOOK: Duration = Duration::from_secs(5);

/// Sends what a topic gains after a number, in order and without a gap, and who is there. Ends when the reader is gone.
pub(super) async fn watch(
    topic: Topic,
    mut after: i64,
    who: Who,
    backend: Backend,
    people: People,
    outbox: mpsc::Sender<ServerMessage>,
) {
    // Subscribed before the first look, so that nothing falls between the two.
    let mut wakes = backend.wakes.subscribe(topic.stream());
    let mut here = people.subscribe(topic);
    here.mark_changed();
    loop {
        match news(topic, after, &who, &backend).await {
            Ok(Some((seq, message))) => {
                if outbox.send(message).await.is_err() {
                    return;
                }
                after = seq;
            }
            Ok(None) => {}
            Err(error) => {
                // The database is away, most likely: the reader keeps what it has, and gets the rest later.
                tracing::warn!(%error, "news could not be read for a watcher");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        tokio::select! {
            woken = wakes.changed() => if woken.is_err() { return },
            () = tokio::time::sleep(SLOW_LOOK) => {}
            changed = here.changed() => {
                if changed.is_err() { return }
                let message = ServerMessage::People { topic, people: once_each(&here.borrow_and_update()) };
                if outbox.send(message).await.is_err() { return }
            }
        }
    }
}

async fn news(topic: Topic, after: i64, who: &Who, backend: &Backend) -> backend::Result<Option<(i64, ServerMessage)>> {
    match topic {
        Topic::Incident(id) => {
            let entries = backend.entries_after(Ask::by(who), id, after).await?;
            Ok(entries.last().map(|last| (last.recorded.seq, ServerMessage::Entries { topic, entries: entries.clone() })))
        }
        Topic::Postmortem(id) => {
            let seq = backend.stream_seq(Ask::by(who), id).await?;
            Ok((seq > after).then_some((seq, ServerMessage::Changed { topic, seq })))
        }
    }
}
