use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use reqwest::StatusCode;
use tokio::{
    task::JoinSet,
    time::{Instant, interval, timeout},
};

use crate::{
    load::{ITEMS, Ledger, NOTE, Scene, item, word},
    support::Browser,
};

/// An answer that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(10);
/// Of so many requests one writes a note and one ticks an item; the others look at pages.
const ROUND: usize = 20;
/// Beside rooms.
const PAGES: [&str; 4] = ["/", "/incidents", "/runbooks", "/actions"];

/// An incident at which people work, and what of it was acknowledged.
pub(crate) struct Room {
    pub(crate) scene: Scene,
    pub(crate) ledger: Ledger,
}

/// What became of requests.
#[derive(Default)]
pub(crate) struct Tally {
    /// How long each took that was answered, the quickest first.
    pub(crate) took: Vec<Duration>,
    /// A sentence for each that was not, or not well.
    pub(crate) failed: Vec<String>,
}

/// Sends so many requests a second, whether or not those before them have been answered, until there is enough.
pub(crate) async fn send(rate: usize, people: Vec<Browser>, rooms: Arc<[Room]>, enough: Arc<AtomicBool>) -> Tally {
    let mut turn = interval(Duration::from_secs(1) / u32::try_from(rate).unwrap());
    let mut under_way = JoinSet::new();
    for n in 0.. {
        turn.tick().await;
        if enough.load(Ordering::Relaxed) {
            break;
        }
        under_way.spawn(nth(n, people[n % people.len()].clone(), Arc::clone(&rooms)));
    }
    let mut tally = Tally::default();
    for outcome in under_way.join_all().await {
        match outcome {
            Ok(took) => tally.took.push(took),
            Err(sentence) => tally.failed.push(sentence),
        }
    }
    tally.took.sort();
    tally
}

async fn nth(n: usize, browser: Browser, rooms: Arc<[Room]>) -> Result<Duration, String> {
    let (began, round) = (Instant::now(), n / ROUND);
    let (room, check) = (&rooms[round % rooms.len()], round / rooms.len());
    let (what, answer) = match n % ROUND {
        0 => ("a note".to_owned(), timeout(PATIENCE, room.note(&browser)).await),
        10 if check < ITEMS => ("a tick".to_owned(), timeout(PATIENCE, room.tick(&browser, check)).await),
        kind => {
            let path = match kind % 5 {
                0 => format!("/incidents/{}", room.scene.number),
                other => PAGES[other - 1].to_owned(),
            };
            let answer = timeout(PATIENCE, browser.try_get(&path)).await;
            (path, answer)
        }
    };
    match answer {
        Ok(Ok(status)) if status.is_success() => Ok(began.elapsed()),
        Ok(Ok(status)) => Err(format!("request {n}, {what}: {status}")),
        Ok(Err(error)) => Err(format!("request {n}, {what}: {error:?}")),
        Err(_) => Err(format!("request {n}, {what}: no answer within {PATIENCE:?}")),
    }
}

impl Room {
    async fn note(&self, browser: &Browser) -> reqwest::Result<StatusCode> {
        let (number, word) = (self.scene.number.to_string(), word(NOTE));
        let status = browser.try_call("add_note", &[("number", &number), ("text", &word)]).await?;
        if status.is_success() {
            self.ledger.lock().unwrap().notes.push(word);
        }
        Ok(status)
    }

    async fn tick(&self, browser: &Browser, n: usize) -> reqwest::Result<StatusCode> {
        let (number, checklist, check) = (self.scene.number.to_string(), self.scene.checklist.to_string(), item(0, n));
        let fields = [("number", number.as_str()), ("checklist", &checklist), ("check", &check)];
        let status = browser.try_call("tick_item", &fields).await?;
        if status.is_success() {
            self.ledger.lock().unwrap().has_ticked(check, true);
        }
        Ok(status)
    }
}
