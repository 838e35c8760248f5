use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use backend::{Ask, Backend, backup::inspect};
use domain::people::Who;

use super::make::{beside, rename};

pub(super) fn file_of(database_url: &str) -> PathBuf {
    PathBuf::from(database_url.trim_start_matches("sqlite:").trim_start_matches("//"))
}

/// Copies the database, and looks whether the copy is whole before anybody relies on it.
pub(super) async fn copy(database_url: &str, to: &Path) -> anyhow::Result<()> {
    let file = file_of(database_url);
    if !file.exists() {
        bail!("{} does not exist. Choose the data folder with --data, or the database with --database-url.", file.display());
    }
    let backend = Backend::open(database_url).await.context("The database can't be opened.")?;
    let copied = backend.copy_to(to).await;
    backend.db.close().await;
    copied.with_context(|| format!("{} can't be written: is there room, and may you write there?", to.display()))?;
    usable(to).await.map(drop)
}

/// Refuses a file that is torn, newer than this Tocsin, or somebody else's; gives how many events it holds.
pub(super) async fn usable(file: &Path) -> anyhow::Result<i64> {
    if !file.is_file() {
        bail!("There is no file {}. Name the one that `tocsin backup` has made.", file.display());
    }
    let contents = inspect(file).await.with_context(|| format!("{} can't be read.", file.display()))?;
    if let Some(problem) = contents.problems.first() {
        bail!("{} can't be used, and nothing was changed. {problem}", file.display());
    }
    match contents.events {
        Some(events) => Ok(events),
        None => bail!("{} is no backup of Tocsin's SQLite database; nothing was changed.", file.display()),
    }
}

/// Puts a checked copy of the backup where the database belongs. What was there is set aside; gives where.
pub(super) async fn put_back(backup: &Path, database_url: &str, moment: &str) -> anyhow::Result<Option<PathBuf>> {
    let target = file_of(database_url);
    if let Some(folder) = target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| format!("The folder {} can't be made.", folder.display()))?;
    }
    let fresh = beside(&target, "restoring");
    remove(&fresh)?;
    std::fs::copy(backup, &fresh).with_context(|| format!("{} can't be written: is there room?", fresh.display()))?;
    if let Err(error) = checked(&fresh).await {
        remove(&fresh)?;
        return Err(error);
    }
    let mut aside = None;
    if target.exists() {
        let place = beside(&target, &format!("before-{moment}"));
        rename(&target, &place)?;
        aside = Some(place);
    }
    rename(&fresh, &target)?;
    Ok(aside)
}

/// Brings the copy's schema up to date and looks whether all of it is sound.
async fn checked(file: &Path) -> anyhow::Result<()> {
    let url = format!("sqlite:{}", file.display());
    let backend = Backend::open(&url).await.context("The backup can't be opened.")?;
    let sound = super::restore::sound(&backend).await;
    // Everything is in the one file afterwards.
    backend.db.close().await;
    sound?;
    std::fs::File::open(file)?.sync_all()?;
    Ok(())
}

fn remove(file: &Path) -> anyhow::Result<()> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} can't be deleted.", Path::new(&name).display()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Every chain of events, and every list against the log.
pub(super) async fn problems(backend: &Backend) -> backend::Result<Vec<String>> {
    let who = Who::tocsin();
    let mut problems = backend.damage().await?;
    problems.extend(backend.check_chains(Ask::by(&who)).await?.problems);
    problems.extend(backend.check_read_models(Ask::by(&who)).await?.problems);
    Ok(problems)
}
