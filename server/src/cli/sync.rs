use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use backend::{
    Ask, Backend,
    runbooks::{Prefer, Standing, SyncRow, Synced},
};
use domain::people::Who;

use super::files::read_folder;

#[derive(Debug, clap::Args)]
pub(crate) struct SyncArgs {
    /// Folder whose Markdown files hold runbooks; folders in it count, those that begin with a dot don't
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Change nothing; status 1 where something would change, 2 where a file is refused or it can't be told
    #[arg(long)]
    check: bool,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
    /// Whose text counts where a version came about since the file was taken, and the file was changed too
    #[arg(long, value_enum, value_name = "WHOSE")]
    prefer: Option<Whose>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Whose {
    /// The files': it becomes the next version
    Files,
    /// The database's: the file stays behind until it is exported again
    Database,
}

/// Brings the database in step with a folder. Status 0: in step; 1: something would change (with `--check`); 2: a file was
/// refused. Whatever else can go wrong is 2 as well: see `run.rs`.
pub(crate) async fn sync(backend: &Backend, args: &SyncArgs) -> anyhow::Result<ExitCode> {
    let files = read_folder(&args.folder)?;
    let prefer = match args.prefer {
        None => Prefer::Neither,
        Some(Whose::Files) => Prefer::Files,
        Some(Whose::Database) => Prefer::Database,
    };
    let who = Who::tocsin();
    let synced = backend.sync(Ask::by(&who), files, prefer, args.check).await?;
    match print(&synced, args) {
        // Whoever reads has seen enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        other => other?,
    }
    Ok(if synced.refuses() { ExitCode::from(2) } else { ExitCode::from(u8::from(args.check && synced.changes())) })
}

fn print(synced: &Synced, args: &SyncArgs) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if args.json {
        let json = serde_json::to_string_pretty(synced).map_err(io::Error::other)?;
        return writeln!(out, "{json}");
    }
    for row in &synced.rows {
        let place = row.file.as_deref().unwrap_or("--");
        let runbook = row.runbook.as_deref().unwrap_or("--");
        writeln!(out, "{:<9}  {runbook}  {place}", word(row))?;
        if let Standing::Refused { reason } = &row.standing {
            writeln!(out, "           {reason}")?;
        }
    }
    let count = |wanted: &str| synced.rows.iter().filter(|row| word(row) == wanted).count();
    let mut counts: Vec<String> =
        ["new", "changed", "unchanged", "missing"].map(|word| format!("{} {word}", count(word))).to_vec();
    counts.extend(["kept", "refused"].iter().filter(|word| count(word) > 0).map(|word| format!("{} {word}", count(word))));
    let done = if args.check { "Nothing was written" } else { "Done" };
    writeln!(out, "{done}: {}.", counts.join(", "))
}

fn word(row: &SyncRow) -> &'static str {
    match row.standing {
        Standing::New => "new",
        Standing::Changed => "changed",
        Standing::Unchanged => "unchanged",
        Standing::Kept => "kept",
        Standing::Missing => "missing",
        Standing::Refused { .. } => "refused",
    }
}
