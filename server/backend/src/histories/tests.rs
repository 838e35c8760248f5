use std::ops::Range;

use rand::Rng as _;

use super::{
    history::{Counts, History},
    servers::Servers,
};
use crate::{Backend, testing::on_both_databases};

/// In the ordinary run, and with `TOCSIN_CHAOS=long`: on each of the two databases.
const SHORT: u64 = 8;
const LONG: u64 = 5_000;
/// So many things happen in one of them at most.
const STEPS: Range<usize> = 20..160;

/// Says which history it was, where one fails.
struct Told(u64);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("This was history {0}: run it again with TOCSIN_SEED={0}.", self.0);
        }
    }
}

#[expect(clippy::print_stdout, reason = "the long form says how much it has looked at")]
async fn any_history(backend: &Backend) {
    let servers = Servers::on(backend);
    let given = std::env::var("TOCSIN_SEED").ok().map(|seed| seed.parse().expect("TOCSIN_SEED is a number"));
    let is_long = std::env::var("TOCSIN_CHAOS").is_ok_and(|form| form == "long");
    let count = if given.is_some() {
        1
    } else if is_long {
        LONG
    } else {
        SHORT
    };
    // The ordinary run tries the same ones every time, so that a change is what makes it fail.
    let first: u64 = given.unwrap_or_else(|| if is_long { rand::rng().random_range(0..1_000_000_000) } else { 1 });
    let mut sum = Counts::default();
    for seed in first..first + count {
        let told = Told(seed);
        let mut history = History::begin(&servers, seed).await;
        history.go_on(STEPS.start + usize::try_from(seed).unwrap() * 7_919 % STEPS.len()).await;
        let counts = history.ends_the_same_for_all().await;
        sum.events += counts.events;
        sum.acknowledged += counts.acknowledged;
        sum.typed += counts.typed;
        drop(told);
    }
    println!("{count} histories from {first} on: {sum:?}; all ended the same for everybody");
}

on_both_databases! {
    async fn any_history_ends_with_the_same_bytes_everywhere_and_all_that_was_acknowledged(backend) {
        Box::pin(any_history(&backend)).await;
    }
}
