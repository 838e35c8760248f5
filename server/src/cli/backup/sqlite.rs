use std::{
    fs::{File, Permissions, set_permissions},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use backend::{Ask, Backend, backup::inspect};
use domain::people::Who;

use super::make::{beside, folder_of, private, rename};

/// A database of SQLite is a file and what is kept beside it. A new file would be changed by what a former one has left.
const BESIDE: [&str; 4] = ["", "-wal", "-shm", "-journal"];

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
pub(super) async fn put_back(backup: &Path, database_url: &str, moment: &str) -> anyhow::Result<Vec<PathBuf>> {
    let target = file_of(database_url);
    let folder = folder_of(&target);
    std::fs::create_dir_all(folder).with_context(|| format!("The folder {} can't be made.", folder.display()))?;
    let fresh = beside(&target, "restoring");
    remove(&fresh)?;
    if let Err(error) = prepare(backup, &fresh, &target).await {
        remove(&fresh)?;
        return Err(error);
    }
    let place = beside(&target, &format!("before-{moment}"));
    match set_aside(&target, &place).and_then(|aside| rename(&fresh, &target).map(|()| aside)) {
        Ok(aside) => Ok(aside),
        Err(error) => bail!("{error:#}\n{}", half_way(&fresh, &target, &place)),
    }
}

/// Where everything is when not all of it could get its name.
fn half_way(fresh: &Path, target: &Path, place: &Path) -> String {
    let backup = if fresh.exists() { fresh } else { target };
    let kept = BESIDE.iter().map(|ending| with(place, ending)).filter(|file| file.exists());
    let kept: Vec<String> = kept.map(|file| file.display().to_string()).collect();
    let kept = if kept.is_empty() { String::new() } else { format!(" What was there before is in {}.", kept.join(" and ")) };
    format!("The backup was found sound and is in {}.{kept} Mend what is in the way, then restore again.", backup.display())
}

/// Makes a copy of the backup that was found sound and is its owner's alone.
async fn prepare(backup: &Path, fresh: &Path, target: &Path) -> anyhow::Result<()> {
    let copied = private(fresh).and_then(|mut file| std::io::copy(&mut File::open(backup)?, &mut file));
    copied.with_context(|| format!("{} can't be written: is there room?", fresh.display()))?;
    checked(fresh).await?;
    let former = if target.exists() { target } else { folder_of(target) };
    give_to_owner_of(former, fresh)?;
    File::open(fresh)?.sync_all()?;
    Ok(())
}

/// Brings the copy's schema up to date and looks whether all of it is sound.
async fn checked(file: &Path) -> anyhow::Result<()> {
    let url = format!("sqlite:{}", file.display());
    let backend = Backend::open(&url).await.context("The backup can't be opened.")?;
    let sound = super::restore::sound(&backend).await;
    // Everything is in the one file afterwards.
    backend.db.close().await;
    sound
}

/// What root makes is root's, and the user that the service runs as could not open it. Others can't give files away, and need
/// not: what they make is theirs.
fn give_to_owner_of(former: &Path, fresh: &Path) -> anyhow::Result<()> {
    let owner = former.metadata().with_context(|| format!("It can't be told whose {} is.", former.display()))?;
    if fresh.metadata()?.uid() != 0 {
        return Ok(());
    }
    chown(fresh, Some(owner.uid()), Some(owner.gid()))
        .with_context(|| format!("{} can't be given to whom {} belongs to.", fresh.display(), former.display()))
}

/// Moves a database away with all that belongs to it, also where its file itself is gone, so that its owner alone may read it;
/// gives what there was.
fn set_aside(target: &Path, place: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut moved = Vec::new();
    for ending in BESIDE {
        let (from, to) = (with(target, ending), with(place, ending));
        if from.exists() {
            rename(&from, &to)?;
            set_permissions(&to, Permissions::from_mode(0o600))
                .with_context(|| format!("{} can't be kept from others: is it yours?", to.display()))?;
            moved.push(to);
        }
    }
    Ok(moved)
}

fn remove(file: &Path) -> anyhow::Result<()> {
    for ending in BESIDE {
        let file = with(file, ending);
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} can't be deleted.", file.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// `tocsin.db` with `-wal`.
fn with(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Every chain of events, and every list against the log.
pub(super) async fn problems(backend: &Backend) -> backend::Result<Vec<String>> {
    let who = Who::tocsin();
    let mut problems = backend.damage().await?;
    problems.extend(backend.check_chains(Ask::by(&who)).await?.problems);
    problems.extend(backend.check_read_models(Ask::by(&who)).await?.problems);
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use std::fs::{self, write};

    use super::*;

    #[test]
    fn a_database_is_set_aside_with_all_that_belongs_to_it_also_where_its_file_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let left = || {
            let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        let target = at("tocsin.db");
        assert_eq!(set_aside(&target, &at("tocsin.db.before-1")).unwrap(), Vec::<PathBuf>::new());

        for (name, bytes) in [("tocsin.db", "file"), ("tocsin.db-wal", "log"), ("tocsin.db-shm", "index")] {
            write(at(name), bytes).unwrap();
        }
        let whole = ["tocsin.db.before-1", "tocsin.db.before-1-shm", "tocsin.db.before-1-wal"];
        let mut moved = set_aside(&target, &at("tocsin.db.before-1")).unwrap();
        moved.sort();
        assert_eq!(moved, whole.map(at));
        assert_eq!(left(), whole);
        assert_eq!(fs::read_to_string(at("tocsin.db.before-1-wal")).unwrap(), "log");

        write(at("tocsin.db-wal"), "log").unwrap();
        assert_eq!(set_aside(&target, &at("tocsin.db.before-2")).unwrap(), [at("tocsin.db.before-2-wal")]);
        assert!(!at("tocsin.db-wal").exists(), "it would be read into whatever is put there");
    }

    #[test]
    fn where_not_all_could_get_its_name_it_is_said_where_everything_is() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (fresh, target, place) = (at("tocsin.db.restoring"), at("tocsin.db"), at("tocsin.db.before-1"));
        let sentence = || half_way(&fresh, &target, &place);
        write(&fresh, "backup").unwrap();
        assert!(sentence().contains(&format!("sound and is in {}. Mend", fresh.display())), "{}", sentence());
        write(&place, "former").unwrap();
        write(with(&place, "-wal"), "its log").unwrap();
        let former = format!("before is in {0} and {0}-wal.", place.display());
        assert!(sentence().contains(&former), "{}", sentence());
        fs::rename(&fresh, &target).unwrap();
        assert!(sentence().contains(&format!("is in {}. What", target.display())), "{}", sentence());
    }

    #[test]
    fn a_file_that_root_makes_goes_to_whom_the_former_one_or_the_folder_belonged() {
        let folder = tempfile::tempdir().unwrap();
        let (former, fresh) = (folder.path().join("tocsin.db"), folder.path().join("tocsin.db.restoring"));
        write(&former, "").unwrap();
        let mine = former.metadata().unwrap();
        // Root may make it somebody's; for others all is theirs, and stays so.
        let (user, group) = if mine.uid() == 0 { (1, 1) } else { (mine.uid(), mine.gid()) };
        for like in [former.as_path(), folder.path()] {
            chown(like, Some(user), Some(group)).unwrap();
            let _ = fs::remove_file(&fresh);
            write(&fresh, "").unwrap();
            give_to_owner_of(like, &fresh).unwrap();
            let given = fresh.metadata().unwrap();
            assert_eq!((given.uid(), given.gid()), (user, group), "{}", like.display());
        }
    }
}
