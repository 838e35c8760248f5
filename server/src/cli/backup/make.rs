use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail};

use super::{postgres, sqlite};
use crate::settings::Settings;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct BackupArgs {
    /// The file to make; one that is there is never written over
    file: PathBuf,
}

/// Copies the database while the server goes on. The file is there under its name only once it is whole.
pub(in crate::cli) async fn backup(settings: &Settings, args: &BackupArgs) -> anyhow::Result<ExitCode> {
    let size = write(&settings.database_url, &args.file).await?;
    say(&format!(
        "{} holds the database as it was when this began ({} kB). Keep it on another machine; `tocsin restore` takes it back.",
        args.file.display(),
        size.div_ceil(1024)
    ));
    Ok(ExitCode::SUCCESS)
}

/// Makes a backup that only whoever makes it may read, and gives its size in bytes.
pub(super) async fn write(database_url: &str, file: &Path) -> anyhow::Result<u64> {
    if file.exists() {
        bail!("{} is there already, and a backup is never written over: choose another name.", file.display());
    }
    let part = beside(file, "part");
    match private(&part) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            bail!("{} is left from a backup that was broken off: delete it, then try again.", part.display());
        }
        Err(error) => {
            return Err(error)
                .with_context(|| format!("{} can't be made: is the folder there, and may you write there?", part.display()));
        }
    }
    let made = match database_url.strip_prefix("sqlite:") {
        Some(_) => sqlite::copy(database_url, &part).await,
        None => postgres::dump(database_url, &part).await,
    };
    if let Err(error) = made {
        let _ = std::fs::remove_file(&part);
        return Err(error);
    }
    rename(&part, file)?;
    Ok(file.metadata()?.len())
}

/// Makes an empty file that nobody else may look into: what comes into it is the whole database. Refuses one that is there.
pub(super) fn private(file: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)
}

/// `tocsin.db` becomes `tocsin.db.part`.
pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// Gives a file its name for good: the folder is made durable too.
pub(super) fn rename(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::rename(from, to).with_context(|| format!("{} can't get the name {}.", from.display(), to.display()))?;
    let folder = folder_of(to);
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .with_context(|| format!("{} can't be made durable.", folder.display()))
}

pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[allow(clippy::print_stdout, reason = "what became of it is what the command is asked for")]
pub(super) fn say(sentence: &str) {
    println!("{sentence}");
}
