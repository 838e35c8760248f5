//! Pages asked for again and again, by one browser and by eight. What the generator itself takes is told beside it, since
//! both share one machine.

use std::time::{Duration, Instant};

use crate::{
    house::House,
    process::processor_time,
    support::Browser,
    table::{Table, percentile, rate},
};

const CLIENTS: usize = 8;
const LASTS: Duration = Duration::from_secs(3);
/// Requests a second where they come whether or not the last one was answered.
const EVERY: u32 = 200;

/// How long requests took until the first byte, and until the last one.
#[derive(Default)]
struct Times {
    first: Vec<Duration>,
    last: Vec<Duration>,
}

/// `aim` is what the whole of eight clients is to come to; gives what it came to, in a second.
pub(crate) async fn measure(house: &House, about: &str, path: &str, aim: &str, table: &mut Table) -> f64 {
    // The first one fills what is kept in memory.
    ask(house.browser.clone(), path.to_owned(), Instant::now()).await;

    let mut one = ask(house.browser.clone(), path.to_owned(), Instant::now() + LASTS).await;
    table.put_time(format!("{about}: first byte, p50"), percentile(&mut one.first, 0.5));
    table.put_time(format!("{about}: last byte, p50"), percentile(&mut one.last, 0.5));
    table.put_time(format!("{about}: last byte, p99"), percentile(&mut one.last, 0.99));

    let server = house.server.pid().to_string();
    let (ours, theirs, began) = (processor_time("self"), processor_time(&server), Instant::now());
    let mut working = tokio::task::JoinSet::new();
    for _ in 0..CLIENTS {
        working.spawn(ask(house.browser.clone(), path.to_owned(), began + LASTS));
    }
    let mut all: Vec<Duration> = working.join_all().await.into_iter().flat_map(|times| times.last).collect();
    let took = began.elapsed();
    let (ours, theirs) = (processor_time("self").saturating_sub(ours), processor_time(&server).saturating_sub(theirs));
    let rate = rate(all.len(), took);
    table.put(format!("{about}: {CLIENTS} at a time, in all{aim}"), rate, "a second");
    table.put_time(format!("{about}: {CLIENTS} at a time, last byte, p50"), percentile(&mut all, 0.5));
    table.put_time(format!("{about}: {CLIENTS} at a time, last byte, p99"), percentile(&mut all, 0.99));
    table.put_time(format!("{about}: the server's processor time for each"), theirs / u32::try_from(all.len().max(1)).unwrap());
    table.put(format!("{about}: the generator's share of a processor"), 100.0 * ours.as_secs_f64() / took.as_secs_f64(), "%");
    rate
}

/// Requests as browsers send them, which know nothing of each other: each is timed from when it was due, so that one that
/// had to wait for the others shows it.
pub(crate) async fn come_and_go(house: &House, about: &str, path: &str, table: &mut Table) {
    let (ours, began) = (processor_time("self"), Instant::now());
    let count = LASTS.as_secs() * u64::from(EVERY);
    let mut asking = tokio::task::JoinSet::new();
    for n in 0..count {
        let due = began + Duration::from_secs(1) / EVERY * u32::try_from(n).unwrap();
        let (browser, path) = (house.browser.clone(), path.to_owned());
        asking.spawn(async move {
            tokio::time::sleep_until(due.into()).await;
            let answer = browser.get(&path).await;
            let first = due.elapsed();
            assert!(answer.status().is_success(), "{path} answers with {}", answer.status());
            answer.bytes().await.unwrap();
            (first, due.elapsed())
        });
    }
    let (mut first, mut last): (Vec<_>, Vec<_>) = asking.join_all().await.into_iter().unzip();
    let (ours, took) = (processor_time("self").saturating_sub(ours), began.elapsed());
    let about = format!("{about}, {EVERY} a second");
    table.put_time(format!("{about}: first byte, p50"), percentile(&mut first, 0.5));
    table.put_time(format!("{about}: first byte, p99"), percentile(&mut first, 0.99));
    table.put_time(format!("{about}: last byte, p50"), percentile(&mut last, 0.5));
    table.put_time(format!("{about}: last byte, p99 (aim: 10 or less)"), percentile(&mut last, 0.99));
    table.put(format!("{about}: the generator's share of a processor"), 100.0 * ours.as_secs_f64() / took.as_secs_f64(), "%");
}

/// Asks until this moment, once at least.
async fn ask(browser: Browser, path: String, until: Instant) -> Times {
    let mut times = Times::default();
    loop {
        let began = Instant::now();
        let answer = browser.get(&path).await;
        times.first.push(began.elapsed());
        assert!(answer.status().is_success(), "{path} answers with {}", answer.status());
        answer.bytes().await.unwrap();
        times.last.push(began.elapsed());
        if Instant::now() >= until {
            return times;
        }
    }
}
