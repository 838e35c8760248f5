//! The second half of `make bench`: what the real binary takes for pages, over HTTP and signed in; for its memory, at rest
//! and for each tab that watches; and for its start. Numbers of one machine on one day: compare ratios, not numbers.
//!
//! `TOCSIN_BIN` says which binary; the command line may name other numbers of incidents than a thousand and ten thousand.
//! The first half is `server/backend/examples/bench`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "what can't go on has failed; a table is what it is for")]

mod house;
mod load;
mod process;
#[path = "../../tests/support/mod.rs"]
mod support;
#[path = "../../backend/examples/bench/table.rs"]
mod table;
mod watchers;

use crate::{house::House, table::Table};

const ROUNDS: usize = 3;

#[tokio::main]
async fn main() {
    let mut sizes: Vec<usize> = std::env::args().skip(1).map(|word| word.parse().unwrap()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000];
    }
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
        for house in &houses {
            load::measure(house, &format!("list, {} incidents", house.incidents), "/incidents", &mut table).await;
        }
        let house = &houses[0];
        load::measure(house, "beside it: /healthz, which is no page", "/healthz", &mut table).await;
        for room in &house.rooms {
            load::measure(house, &format!("room, {} events", room.events), &format!("/incidents/{}", room.number), &mut table)
                .await;
        }
        watchers::measure(house, &mut table).await;
    }
    let bytes = std::fs::metadata(support::tocsin()).unwrap().len();
    table.put("the binary", process::megabytes(bytes / 1024), "MB");
    table.print();
}
