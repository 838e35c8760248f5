use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use backend::{
    Ask, Backend,
    runbooks::{Handed, Prefer, Standing, SyncRow, Synced},
};
use domain::people::Who;

#[derive(Debug, clap::Args)]
pub(crate) struct SyncArgs {
    /// Folder whose Markdown files hold runbooks; folders in it count, those that begin with a dot don't
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Change nothing; status 1 where something would change
    #[arg(long)]
    check: bool,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
    /// Whose text counts where a version was published in the browser since the file was exported
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

/// Brings the database in step with a folder. Status 0: in step; 1: something would change (with `--check`); 2: a file, or
/// the folder, was refused.
pub(crate) async fn sync(backend: &Backend, args: &SyncArgs) -> anyhow::Result<ExitCode> {
    let files = match read(&args.folder) {
        Ok(files) => files,
        Err(error) => {
            eprintln!("tocsin: {error:#}");
            return Ok(ExitCode::from(2));
        }
    };
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

fn read(folder: &Path) -> anyhow::Result<Vec<Handed>> {
    let mut paths = Vec::new();
    markdown_below(folder, &mut paths)?;
    paths.sort();
    anyhow::ensure!(!paths.is_empty(), "There is no Markdown file in {}: name a folder that holds some.", folder.display());
    let files = paths.into_iter().map(|path| {
        let bytes = fs::read(&path).with_context(|| format!("{} can't be read", path.display()))?;
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
        Ok(Handed { name, bytes })
    });
    files.collect()
}

/// Links are not followed: what is synced stands in the folder.
fn markdown_below(folder: &Path, paths: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let unreadable = || format!("The folder {} can't be read", folder.display());
    for entry in fs::read_dir(folder).with_context(unreadable)? {
        let entry = entry.with_context(unreadable)?;
        let (path, kind) = (entry.path(), entry.file_type().with_context(unreadable)?);
        if kind.is_dir() && !entry.file_name().to_string_lossy().starts_with('.') {
            markdown_below(&path, paths)?;
        } else if kind.is_file() && path.extension().is_some_and(|end| end == "md") {
            paths.push(path);
        }
    }
    Ok(())
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
