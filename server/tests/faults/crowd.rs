use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use backend::{Ask, Backend};
use domain::{
    live::{ClientMessage, ServerMessage, Topic},
    people::Who,
};
use rand::Rng as _;

use crate::{
    load::Scene,
    support::{Browser, LiveTab},
};

/// Pages that stay open, each of which shows a room.
#[derive(Default)]
pub(crate) struct Crowd {
    /// So many show all that there is to show.
    in_step: AtomicUsize,
    gaps: Mutex<Vec<Duration>>,
}

/// One of them.
#[derive(Default)]
struct Page {
    /// Up to which event it is drawn.
    seq: i64,
    attempt: u32,
    /// Since when it lacks what others may see.
    lost: Option<Instant>,
}

impl Crowd {
    /// Opens a page that comes back whenever its connection is lost.
    pub(crate) async fn stay(self: Arc<Self>, browser: Browser, scene: Scene, backend: Backend) {
        let mut page = Page::default();
        loop {
            if let Some(tab) = browser.try_open_live().await {
                page.attempt = 0;
                self.look(tab, &mut page, &scene, &backend).await;
            }
            page.lost.get_or_insert_with(Instant::now);
            tokio::time::sleep(back_off(page.attempt)).await;
            page.attempt += 1;
        }
    }

    /// Until the connection is lost.
    async fn look(&self, mut tab: LiveTab, page: &mut Page, scene: &Scene, backend: &Backend) {
        let topic = Topic::Incident(scene.incident);
        if !tab.try_say(&ClientMessage::Watch { topic, after: page.seq }).await {
            return;
        }
        // With less than what is committed by now it is not in step, whoever committed it.
        let owed = backend.stream_seq(Ask::by(&Who::tocsin()), scene.incident).await.unwrap();
        let mut is_in_step = false;
        while let Some(message) = tab.hear().await {
            let ServerMessage::Regions { seq, .. } = message else { continue };
            page.seq = page.seq.max(seq);
            if page.seq >= owed && !is_in_step {
                is_in_step = true;
                self.in_step.fetch_add(1, Ordering::Relaxed);
                if let Some(lost) = page.lost.take() {
                    self.gaps.lock().unwrap().push(lost.elapsed());
                }
            }
        }
        if is_in_step {
            self.in_step.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Waits until so many are in step.
    pub(crate) async fn is_in_step(&self, pages: usize) {
        let began = Instant::now();
        while self.in_step.load(Ordering::Relaxed) < pages {
            let found = self.in_step.load(Ordering::Relaxed);
            assert!(began.elapsed() < Duration::from_mins(1), "only {found} of {pages} pages are in step after a minute");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// How long pages were without news, from the loss of a connection until they were in step again; the shortest first.
    pub(crate) fn gaps(&self) -> Vec<Duration> {
        let mut gaps = self.gaps.lock().unwrap().clone();
        gaps.sort();
        gaps
    }
}

/// How long a page waits that has come back in vain so often since its connection was lost: as `app/src/live/socket.rs` does.
pub(crate) fn back_off(attempt: u32) -> Duration {
    let longest = (Duration::from_millis(500) * 2_u32.pow(attempt.min(10))).min(Duration::from_secs(5));
    longest.mul_f64(rand::rng().random_range(0.5..1.0))
}
