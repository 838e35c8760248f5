//! The second half of `make bench`: what the real binary takes for pages, over HTTP and signed in; for its memory, at rest
//! and for each tab that watches; for its start; and how long a tick takes to be seen by a thousand, beside a broadcast that
//! stores nothing. Numbers of one machine on one day: compare ratios, not numbers.
//!
//! `TOCSIN_BIN` says which binary; the command line may name other numbers of incidents than a thousand and ten thousand, which
//! is `make bench SIZES="1000 100000"`. Each is declared through the use case, some thousands a second. Words choose among
//! `lists`, `rooms`, `flood`, `seen` and `watchers`.
//! The first half is `server/backend/examples/bench`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "what can't go on has failed; a table is what it is for")]

mod bare;
mod bytes;
mod flood;
mod house;
mod load;
mod process;
mod seen;
#[path = "../../tests/support/mod.rs"]
mod support;
#[path = "../../backend/examples/bench/table.rs"]
mod table;
mod watchers;

use crate::{bare::Bare, house::House, table::Table};

const ROUNDS: usize = 3;

#[tokio::main]
async fn main() {
    if std::env::args().nth(1).as_deref() == Some(bare::WORD) {
        return bare::serve().await;
    }
    let (sizes, wanted): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with(|sign: char| sign.is_ascii_digit()));
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|word| word == part);
    let mut sizes: Vec<usize> = sizes.iter().map(|size| size.parse().unwrap()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000];
    }
    support::allow_many_files();
    let mut table = Table::default();
    let mut houses = Vec::new();
    for incidents in sizes {
        houses.push(House::with(incidents, &mut table).await);
    }
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        for house in &mut houses {
            house.restart(&mut table).await;
        }
        let house = &houses[0];
        if is_wanted("lists") {
            let mut fewest = None;
            for house in &houses {
                let list = format!("list, {} incidents", house.incidents);
                let rate = load::measure(house, &list, "/incidents", "", &mut table).await;
                let of_fewest = format!("{list}: of those with {} incidents (aim: 1)", houses[0].incidents);
                table.put(of_fewest, rate / *fewest.get_or_insert(rate), "");
            }
            load::measure(house, "beside it: /healthz, which is no page", "/healthz", "", &mut table).await;
        }
        if is_wanted("rooms") {
            for room in &house.rooms {
                let (about, path) = (format!("room, {} events", room.events), format!("/incidents/{}", room.number));
                let aim = if room.events == 50 { " (aim: 2,000 or more)" } else { "" };
                load::measure(house, &about, &path, aim, &mut table).await;
                load::come_and_go(house, &about, &path, &mut table).await;
            }
        }
        if is_wanted("flood") {
            flood::measure(house, &mut table).await;
            flood::guesses(house, &mut table).await;
        }
        if is_wanted("seen") {
            seen::measure(house, &Bare::start(), &mut table).await;
        }
        if is_wanted("watchers") {
            watchers::measure(house, &mut table).await;
        }
    }
    let binary = std::fs::metadata(support::tocsin()).unwrap().len();
    table.put("the binary (aim: 40 or less)", process::megabytes(binary / 1024), "MB");
    bytes::of_the_first_load(&mut table);
    table.print();
}
