//! What a flood of sign-ins does to those who look at pages meanwhile, beside as many that are turned away for want of a
//! password: what these do, the generator and the parsing of requests do, on processors that all share. And whether the time
//! until a sign-in is refused tells accounts that there are from those that there are none of.

use std::time::{Duration, Instant};

use domain::people::Role;
use tokio::task::JoinSet;

use crate::{
    house::House,
    process::processor_time,
    support::Browser,
    table::{Table, percentile},
};

const SIGN_INS: u32 = 500;
const PAGES: u32 = 50;
const LASTS: Duration = Duration::from_secs(8);
/// Of each kind.
const GUESSES: usize = 40;
const WRONG: &str = "not the right password";

pub(crate) async fn measure(house: &House, table: &mut Table) {
    pages(&house.browser, Duration::from_secs(1)).await;
    let quiet = pages(&house.browser, LASTS).await;
    table.put_time(format!("a page, {PAGES} a second: p99"), quiet);
    for (about, password, aim) in [("turned away", None, ""), ("a flood", Some(WRONG), " (aim: 2 or less)")] {
        let about = format!("beside {SIGN_INS} sign-ins a second, {about}");
        let (ours, began) = (processor_time("self"), Instant::now());
        let flood = tokio::spawn(sign_ins(house.server.url.clone(), password));
        let busy = pages(&house.browser, LASTS).await;
        let (count, hashed) = flood.await.unwrap();
        let (ours, took) = (processor_time("self").saturating_sub(ours), began.elapsed());
        table.put_time(format!("{about}: a page, p99"), busy);
        table.put(format!("{about}: p99 of a page, of that without{aim}"), busy.as_secs_f64() / quiet.as_secs_f64(), "");
        table.put(format!("{about}: answered"), f64::from(count) / took.as_secs_f64(), "a second");
        table.put(format!("{about}: of them hashed"), f64::from(hashed) / took.as_secs_f64(), "a second");
        table.put(format!("{about}: the generator's share of a processor"), 100.0 * ours.as_secs_f64() / took.as_secs_f64(), "%");
    }
}

/// How long a guess takes to be refused for an account that there is, and for one that there is none of: in turn, so that both
/// meet the same machine, each time for another account and from another place.
pub(crate) async fn guesses(house: &House, table: &mut Table) {
    let (elsewhere, mut times) = (Browser::at(&house.server.url), [Vec::new(), Vec::new()]);
    for n in 0..GUESSES {
        let name = format!("g{}", backend::Ids.next::<uuid::Uuid>().simple());
        house.server.joined(&name, Role::Viewer).await;
        for which in [n % 2, (n + 1) % 2] {
            let email = if which == 0 { format!("{name}@example.org") } else { format!("no{name}@example.org") };
            let (from, began) = (format!("198.18.{n}.{}", 1 + which), Instant::now());
            let answer = elsewhere.call_from(&from, "sign_in", &[("email", &email), ("password", WRONG)]).await;
            let answer = answer.text().await.unwrap();
            times[which].push(began.elapsed());
            assert!(answer.contains("not right"), "{answer}");
        }
    }
    let [known, unknown] = times.map(|mut times| percentile(&mut times, 0.5));
    table.put_time("a wrong password: refused after", known);
    let about = "a wrong password: an account that there is none of, of that (aim: 1)";
    table.put(about, unknown.as_secs_f64() / known.as_secs_f64(), "");
}

/// Asks for the list of incidents in a rhythm, whether or not the last one was answered; gives the time from when each was due
/// that ninety-nine in a hundred stay below.
async fn pages(browser: &Browser, lasts: Duration) -> Duration {
    let mut asking = JoinSet::new();
    let (began, mut rhythm) = (Instant::now(), tokio::time::interval(Duration::from_secs(1) / PAGES));
    while began.elapsed() < lasts {
        let due = rhythm.tick().await;
        let browser = browser.clone();
        asking.spawn(async move {
            let answer = browser.get("/incidents").await;
            assert!(answer.status().is_success(), "{answer:?}");
            answer.bytes().await.unwrap();
            due.elapsed()
        });
    }
    percentile(&mut asking.join_all().await, 0.99)
}

/// Each for another account from another place, or the limits would end the flood. How many were answered, and how many of
/// them with what only a hash can say.
async fn sign_ins(url: String, password: Option<&'static str>) -> (u32, u32) {
    let (elsewhere, mut trying) = (Browser::at(&url), JoinSet::new());
    let (began, mut rhythm) = (Instant::now(), tokio::time::interval(Duration::from_secs(1) / SIGN_INS));
    let mut n = 0_u32;
    while began.elapsed() < LASTS {
        rhythm.tick().await;
        n += 1;
        let (elsewhere, email) = (elsewhere.clone(), format!("guess{n}@example.org"));
        let from = format!("192.0.{}.{}", 2 + n / 250 % 250, 1 + n % 250);
        trying.spawn(async move {
            let mut fields = vec![("email", email.as_str())];
            fields.extend(password.map(|password| ("password", password)));
            let answer = elsewhere.call_from(&from, "sign_in", &fields).await;
            answer.text().await.unwrap().contains("not right")
        });
    }
    let answers = trying.join_all().await;
    let hashed = answers.iter().filter(|hashed| **hashed).count();
    (n, u32::try_from(hashed).unwrap())
}
