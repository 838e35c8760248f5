//! The first half of `make bench`: how many ticks a second are durable, beside what a bare SQLite takes on the same disk
//! in the same run; how fast runbooks are imported, and whether that grows with those known already; how long a search
//! takes. Numbers of one machine on one day: compare ratios, not numbers. The second half is `server/examples/pages`.
//!
//! Three rounds, each with a database of its own; words of the command line choose among `ticks`, `import` and `search`.

#![allow(clippy::print_stdout, reason = "a table is what it is for")]

mod generated;
mod import;
mod search;
mod table;
mod ticks;

use std::{error::Error, path::Path};

use backend::Backend;

use crate::table::Table;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const ROUNDS: usize = 3;

#[tokio::main]
async fn main() -> Outcome<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|word| word == part);
    let mut table = Table::default();
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        // Not in memory: what is measured is that it survives.
        let folder = tempfile::tempdir_in(".")?;
        if is_wanted("ticks") {
            ticks::measure(folder.path(), &mut table).await?;
        }
        if is_wanted("import") {
            import::beside_known(folder.path(), &mut table).await?;
        }
        if is_wanted("import") || is_wanted("search") {
            for count in [1_000, 10_000] {
                let backend = open(folder.path(), &format!("library-{count}")).await?;
                import::at_once(&backend, count, &mut table).await?;
                if is_wanted("search") {
                    search::measure(&backend, count, &mut table).await?;
                }
            }
        }
    }
    table.print();
    Ok(())
}

async fn open(folder: &Path, name: &str) -> Outcome<Backend> {
    Ok(Backend::open(&format!("sqlite:{}", folder.join(name).with_extension("db").display())).await?)
}
