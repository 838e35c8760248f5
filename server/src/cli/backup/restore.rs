use std::{
    path::PathBuf,
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, bail};
use backend::{
    Backend,
    backup::{Occupied, occupied},
};

use super::{make::say, postgres, sqlite};
use crate::settings::Settings;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct RestoreArgs {
    /// The file that `tocsin backup` has made
    file: PathBuf,
    /// Take the place of a database that holds something; what it held is kept
    #[arg(long)]
    replace: bool,
}

/// Puts a backup in the place of the database: SQLite's is found sound before, PostgreSQL's is looked through once it is in place.
/// While a server runs on that database, where it holds something and nobody has said `--replace`, or what another program keeps
/// there, nothing is changed.
pub(in crate::cli) async fn restore(settings: &Settings, args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    let url = &settings.database_url;
    let is_sqlite = url.starts_with("sqlite:");
    let events =
        if is_sqlite { Some(sqlite::usable(&args.file).await?) } else { postgres::usable(&args.file).await.map(|()| None)? };
    let place = occupied(url).await.context("It can't be told what is in the database now; nothing was changed.")?;
    gives_way(&place, args.replace)?;
    // To the millisecond, so that nothing that is kept takes the name of what was kept before.
    let moment = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis().to_string();
    let aside = if is_sqlite {
        sqlite::put_back(&args.file, url, &moment).await?
    } else {
        let kept = place.holds_something().then(|| settings.data.join(format!("before-{moment}.dump")));
        postgres::put_back(&args.file, url, kept).await?
    };
    let events = events.map(|events| format!(", with {events} events")).unwrap_or_default();
    say(&format!("{} is in place{events}, and all of it is sound. Start the server.", args.file.display()));
    if !aside.is_empty() {
        let aside: Vec<String> = aside.iter().map(|file| file.display().to_string()).collect();
        say(&format!("What was there before is in {}: delete it when you no longer need it.", aside.join(" and ")));
    }
    Ok(ExitCode::SUCCESS)
}

/// Refuses a place that holds what another program keeps there, or something that nobody has said `--replace` to, and one that
/// a server has open.
fn gives_way(place: &Occupied, replace: bool) -> anyhow::Result<()> {
    if let Some(table) = &place.stranger {
        bail!(
            "The database holds the table {table} and is not Tocsin's alone, so nothing was changed: what is there would be \
             lost. Make an empty database for Tocsin, as `createdb tocsin` does, and name it with --database-url."
        );
    }
    if let Some(events @ 1..) = place.events
        && !replace
    {
        bail!(
            "The database holds {events} events already, and nothing was changed. Choose another with --data or \
             --database-url, or say --replace: then what it holds is kept beside it."
        );
    }
    if place.in_use {
        bail!("A server has this database open, and nothing was changed. Stop it, then try again.");
    }
    if place.holds_something() && !replace {
        bail!(
            "The database file holds something that can't be read or is not Tocsin's, and nothing was changed. Choose another \
             with --data or --database-url. Or stop every server, since it can't be told here whether one has it open, and say \
             --replace: then it is kept beside the new one as it is."
        );
    }
    Ok(())
}

/// Refuses a database in which something is not as it was recorded.
pub(super) async fn sound(backend: &Backend) -> anyhow::Result<()> {
    if !backend.db.newer_migrations().is_empty() {
        bail!("The backup was made by a newer Tocsin: restore it with that one.");
    }
    let problems = sqlite::problems(backend).await.context("The backup can't be checked.")?;
    match problems.first() {
        None => Ok(()),
        Some(first) => bail!("The backup is not sound ({} problems, the first: {first}). Take an earlier one.", problems.len()),
    }
}
