use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use domain::people::Role;
use tokio::{sync::Semaphore, task::JoinSet};

use crate::support::{Browser, Server};

/// Sign-ins a second that are sent, if the machine that sends them is up to it.
const EVERY: u32 = 500;
const UNDER_WAY: usize = 50;
/// However many there are, a page is not put off by this. How much longer it takes than before is printed: as a bound it
/// would say more of a machine that does other things than of Tocsin.
const PUT_OFF: Duration = Duration::from_secs(3);
/// And nine in ten of them not by this.
const NOTICED: Duration = Duration::from_millis(700);
const LASTS: Duration = Duration::from_secs(5);
/// So often a page is asked for before the flood.
const PAGES: usize = 400;

/// The time that ninety-nine in a hundred stay below.
fn slow(times: &[Duration]) -> Duration {
    below(times, 99)
}

/// The time that so many in a hundred stay below.
fn below(times: &[Duration], percent: usize) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[times.len() * percent / 100]
}

async fn pages(browser: &Browser) -> Vec<Duration> {
    let mut times = Vec::new();
    for _ in 0..PAGES {
        let began = Instant::now();
        let page = browser.get("/settings/account").await;
        assert_eq!(page.status(), 200);
        page.bytes().await.unwrap();
        times.push(began.elapsed());
    }
    times
}

/// Guesses for some seconds; gives how each was answered. So many are under way at most: a machine that is slower than the
/// flood gets as many as it answers.
async fn guess(url: String) -> Vec<String> {
    let (flood, under_way) = (Browser::at(&url), Arc::new(Semaphore::new(UNDER_WAY)));
    let mut rhythm = tokio::time::interval(Duration::from_secs(1) / EVERY);
    let (mut guesses, began) = (JoinSet::new(), Instant::now());
    // Each from another place, or the limit by address would end the flood.
    for n in 0.. {
        if began.elapsed() > LASTS {
            break;
        }
        rhythm.tick().await;
        let place = Arc::clone(&under_way).acquire_owned().await.unwrap();
        let (flood, email) = (flood.clone(), format!("guess{n}@example.org"));
        let from = format!("192.0.{}.{}", 2 + n / 250 % 250, 1 + n % 250);
        guesses.spawn(async move {
            let fields = [("email", email.as_str()), ("password", "not the right password")];
            let answer = flood.call_from(&from, "sign_in", &fields).await.text().await.unwrap();
            drop(place);
            answer
        });
    }
    guesses.join_all().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_sign_ins_leaves_other_pages_quick() {
    let server = Server::start().await;
    let ada = server.joined("Ada", Role::Responder).await;
    pages(&ada).await;
    let quiet = slow(&pages(&ada).await);
    // Another machine's, with its own connections.
    let (began, flood) = (Instant::now(), tokio::spawn(guess(server.url.clone())));
    let mut times = Vec::new();
    while !flood.is_finished() {
        let one = Instant::now();
        assert_eq!(ada.get("/settings/account").await.status(), 200);
        times.push(one.elapsed());
    }
    let (guesses, took) = (flood.await.unwrap(), began.elapsed());
    let count = guesses.len();
    let put_off = guesses.iter().filter(|answer| answer.contains("Many people are signing in")).count();
    let (pages, busy) = (times.len(), slow(&times));
    let rate = f64::from(u32::try_from(count).unwrap()) / took.as_secs_f64();
    println!(
        "{rate:.0} sign-ins a second: of {pages} pages 99 in 100 took {busy:?} at most, {quiet:?} before, {:.1} times as much",
        busy.as_secs_f64() / quiet.as_secs_f64()
    );
    assert!(put_off > count / 4, "only {put_off} of {count} were asked to come back: was it a flood?");
    assert!(below(&times, 90) < NOTICED, "{:?}, before the flood {quiet:?}", below(&times, 90));
    assert!(busy < PUT_OFF, "{busy:?}, before the flood {quiet:?}");
}
