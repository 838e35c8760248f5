//! How long it takes from the request of a tick until each of a thousand who watch has it, beside a bare broadcast of as many
//! bytes. Ten leave in a second, whether or not the last one was answered. What the generator itself takes is told beside it:
//! it reads for all who watch.

use std::time::{Duration, Instant};

use backend::Ask;
use domain::{
    ids::ChecklistId,
    incidents::{Command, ItemChange, ItemRef},
    live::{ClientMessage, Topic},
    people::Who,
};
use tokio::{sync::watch, task::JoinSet};

use crate::{
    bare::Bare,
    house::{House, ITEMS, Room, item},
    process::{Meter, Spent},
    support::{Browser, LiveTab},
    table::{Table, percentile},
};

const WATCHERS: u32 = 1_000;
const TICKS: u32 = 100;
/// Ten a second.
const APART: Duration = Duration::from_millis(100);
/// What is under way by then is lost.
const LOST: Duration = Duration::from_secs(20);

/// When a watcher first had what up to each event had happened.
type Seen = Vec<(i64, Instant)>;

/// Those who watch, until they have seen the last event.
struct Watchers {
    last: watch::Sender<i64>,
    watching: JoinSet<Seen>,
    /// The bytes of a message, as one of them got it.
    size: watch::Receiver<usize>,
}

impl Watchers {
    async fn open(at: &Browser, topic: Option<(Topic, i64)>) -> Self {
        let ((last, until), (told, size)) = (watch::channel(i64::MAX), watch::channel(0));
        let mut watching = JoinSet::new();
        for _ in 0..WATCHERS {
            let mut tab = at.open_live().await;
            if let Some((topic, after)) = topic {
                tab.say(&ClientMessage::Watch { topic, after }).await;
            }
            watching.spawn(watch(tab, until.clone(), told.clone()));
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        Self { last, watching, size }
    }

    /// All that they have seen, once each has seen this event.
    async fn have_seen(self, last: i64) -> Vec<Seen> {
        self.last.send_replace(last);
        tokio::time::timeout(LOST, self.watching.join_all()).await.unwrap_or_else(|_| panic!("a tick was lost on the way"))
    }
}

async fn watch(mut tab: LiveTab, mut until: watch::Receiver<i64>, size: watch::Sender<usize>) -> Seen {
    let mut seen = Seen::new();
    loop {
        let last = seen.last().map_or(0, |(seq, _)| *seq);
        if last >= *until.borrow_and_update() {
            return seen;
        }
        tokio::select! {
            text = tab.hear_unread() => {
                let text = text.unwrap_or_else(|| panic!("a watcher was sent away"));
                // Who is there is no event.
                let Some(seq) = seq(&text).filter(|seq| *seq > 0) else { continue };
                assert!(seq >= last, "{seq} came after {last}");
                if seq > last {
                    seen.push((seq, Instant::now()));
                    size.send_replace(text.len());
                }
            }
            changed = until.changed() => changed.unwrap(),
        }
    }
}

/// Up to which event a message is drawn. Read by hand: a thousand readers take one processor otherwise.
fn seq(text: &str) -> Option<i64> {
    let (_, rest) = text.get(..200).unwrap_or(text).split_once("\"seq\":")?;
    rest.split(|sign: char| !sign.is_ascii_digit()).next()?.parse().ok()
}

pub(crate) async fn measure(house: &House, bare: &Bare, table: &mut Table) {
    let room = &house.rooms[0];
    let before = untick(house, room).await;
    let watchers = Watchers::open(&house.browser, Some((Topic::Incident(room.id), before))).await;
    let size = watchers.size.clone();
    let meter = Meter::start(house.server.pid());
    let asked = ten_a_second(|n| tick(house.browser.clone(), room.number, room.checklist, n)).await;
    let seen = watchers.have_seen(before + i64::from(TICKS)).await;
    let own = put("a tick", before, &asked, &seen, meter.stop(), table);

    let elsewhere = Browser::at(&bare.url);
    let watchers = Watchers::open(&elsewhere, None).await;
    let size = *size.borrow();
    let meter = Meter::start(bare.pid());
    let asked = ten_a_second(|_| say(elsewhere.clone(), "x".repeat(size.saturating_sub(25)))).await;
    let seen = watchers.have_seen(TICKS.into()).await;
    let bare = put("beside it, a bare broadcast", 0, &asked, &seen, meter.stop(), table);
    let ratio = own.as_secs_f64() / bare.as_secs_f64();
    table.put(format!("a tick seen by {WATCHERS}: p99, of the bare one (aim: 1.3 or less)"), ratio, "");
    #[expect(clippy::cast_precision_loss, reason = "some thousand")]
    table.put(format!("a tick seen by {WATCHERS}: what each is sent"), size as f64 / 1000.0, "kB");
}

/// Sends each when it is due, and gives when each left, the earliest first.
///
/// The first event counts from when the first one left, and so on. One that takes a tenth of a second longer than the next is
/// overtaken by it: then each is told as the other, and both together come to the same.
async fn ten_a_second<S>(request: impl Fn(usize) -> S) -> Vec<Instant>
where
    S: Future<Output = ()> + Send + 'static,
{
    let (began, mut sending) = (Instant::now(), JoinSet::new());
    for n in 0..TICKS {
        let (due, request) = (began + APART * n, request(n as usize));
        sending.spawn(async move {
            tokio::time::sleep_until(due.into()).await;
            let left = Instant::now();
            request.await;
            left
        });
    }
    let mut left = sending.join_all().await;
    left.sort_unstable();
    left
}

/// Leaves no item ticked; gives the last event.
async fn untick(house: &House, room: &Room) -> i64 {
    let (backend, tocsin) = (house.server.backend().await, Who::tocsin());
    let mut seq = 0;
    for n in 0..ITEMS {
        let at = ItemRef { checklist: room.checklist, item: item(n) };
        let command = Command::ChangeItem { at, change: ItemChange::Unchecked };
        seq = backend.work_on_incident(Ask::by(&tocsin), room.number, command).await.unwrap().seq;
    }
    backend.db.close().await;
    seq
}

/// All items in turn are ticked, then unticked, and so on: nothing is so already.
async fn tick(browser: Browser, number: i64, checklist: ChecklistId, n: usize) {
    let (number, checklist, item) = (number.to_string(), checklist.to_string(), item(n % ITEMS));
    let change = if (n / ITEMS).is_multiple_of(2) { "check" } else { "uncheck" };
    let fields = [("number", number.as_str()), ("checklist", &checklist), (change, &item)];
    let answer = browser.call("tick_item", &fields).await;
    assert!(answer.status().is_success() || answer.status().is_redirection(), "{answer:?}");
}

/// What the bare one brings to all.
async fn say(elsewhere: Browser, text: String) {
    let answer = elsewhere.post_as("/api/say", "text/plain", text, &[]).await;
    assert!(answer.status().is_success(), "{answer:?}");
}

/// Gives the time that ninety-nine in a hundred deliveries stay below.
fn put(what: &str, before: i64, asked: &[Instant], seen: &[Seen], spent: Spent, table: &mut Table) -> Duration {
    let mut times = Vec::new();
    for watcher in seen {
        let mut news = watcher.iter().filter(|(seq, _)| *seq > before).peekable();
        for (nth, asked) in (1..).zip(asked) {
            // What was drawn together with a later one was seen with it.
            while news.next_if(|(seq, _)| *seq < before + nth).is_some() {}
            let (_, at) = news.peek().unwrap_or_else(|| panic!("tick {nth} was lost"));
            times.push(at.saturating_duration_since(*asked));
        }
    }
    let about = format!("{what} seen by {WATCHERS}");
    table.put_time(format!("{about}: p50"), percentile(&mut times, 0.5));
    let slow = percentile(&mut times, 0.99);
    table.put_time(format!("{about}: p99"), slow);
    let each = spent.server / u32::try_from(times.len().max(1)).unwrap();
    table.put(format!("{about}: the server's processor time a delivery"), each.as_secs_f64() * 1_000_000.0, "µs");
    table.put(format!("{about}: the generator's share of a processor"), 100.0 * spent.generator, "%");
    slow
}
