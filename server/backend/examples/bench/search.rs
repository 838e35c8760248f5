//! How long a search takes, as the palette asks for it.

use std::time::{Duration, Instant};

use backend::{Ask, Backend};
use domain::people::Who;

use crate::{
    Outcome,
    table::{Table, percentile},
};

/// What people type: the beginning of a word, a word that many have, several, a line out of a log, nothing that is there.
const QUERIES: [(&str, &str); 5] = [
    ("a beginning", "chec"),
    ("a word of many", "queue"),
    ("three words", "billing disk night"),
    ("a line of a log", "2026-11-24T03:12:09Z node 777 ERROR E777: cache unavailable, giving up"),
    ("what is nowhere", "zeppelin"),
];
const TIMES: usize = 20;
/// Of each kind, as in the palette.
const MOST: usize = 5;

pub(crate) async fn measure(backend: &Backend, runbooks: usize, table: &mut Table) -> Outcome<()> {
    let mut all: Vec<Duration> = Vec::new();
    for (about, query) in QUERIES {
        let mut times = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            let began = Instant::now();
            backend.search(Ask::by(&Who::tocsin()), query, MOST).await?;
            times.push(began.elapsed());
        }
        table.put_time(format!("search in {runbooks} runbooks: for {about}, p50"), percentile(&mut times, 0.5));
        all.extend(times);
    }
    table.put_time(format!("search in {runbooks} runbooks: all of these, p50 (aim: under 50)"), percentile(&mut all, 0.5));
    table.put_time(format!("search in {runbooks} runbooks: all of these, p99 (aim: under 50)"), percentile(&mut all, 0.99));
    Ok(())
}
