use std::{
    fs, io,
    path::{Component, Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::Context;
use backend::{
    Ask, Backend,
    runbooks::{Handed, RunbookFile, SourceFile},
};
use domain::{people::Who, runbooks::PieceKind};

use super::import::counted;

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
pub(crate) struct ExportArgs {
    /// Folder for the imported files, byte for byte; made where it is missing
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,
    /// Folder for the runbooks as they are now, a file with front matter for each; made where it is missing
    #[arg(long, value_name = "DIR")]
    runbooks: Option<PathBuf>,
}

/// Writes the files as they were last imported, the runbooks as they are now, or both. What is in a folder under
/// another name stays. Status 1 where a file was in the way or could not be written: the others are, all the same.
pub(crate) async fn export(backend: &Backend, args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let mut is_whole = true;
    if let Some(folder) = &args.source {
        is_whole &= sources(backend, folder).await?;
    }
    if let Some(folder) = &args.runbooks {
        is_whole &= runbooks(backend, folder).await?;
    }
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Gives whether all of them were written.
async fn sources(backend: &Backend, folder: &Path) -> anyhow::Result<bool> {
    let who = Who::tocsin();
    let files = backend.export_sources(Ask::by(&who)).await?;
    make(folder, "--source")?;
    let written = files.iter().map(|(name, bytes)| write(&place(folder, name)?, bytes));
    let failures: Vec<anyhow::Error> = written.filter_map(Result::err).collect();
    eprintln!("{} written to {}.", counted(files.len() - failures.len(), "file"), folder.display());
    tell(&failures);
    Ok(failures.is_empty())
}

/// Likewise.
async fn runbooks(backend: &Backend, folder: &Path) -> anyhow::Result<bool> {
    let who = Who::tocsin();
    let files = backend.export_runbooks(Ask::by(&who)).await?;
    make(folder, "--runbooks")?;
    let (mut written, mut failures) = (0, Vec::new());
    for file in &files {
        match write_runbook(folder, file) {
            Ok(is_new) => written += usize::from(is_new),
            Err(failure) => failures.push(failure),
        }
    }
    let (refused, same) = (failures.len(), files.len() - written - failures.len());
    eprintln!("{} written to {}, {same} as they were, {refused} refused.", counted(written, "runbook"), folder.display());
    tell(&failures);
    Ok(failures.is_empty())
}

/// Gives whether the file was not there as it is now.
fn write_runbook(folder: &Path, file: &RunbookFile) -> anyhow::Result<bool> {
    let path = place(folder, &format!("{}.md", file.slug))?;
    if let Some(reason) = in_the_way(&path, file)? {
        anyhow::bail!("{} was left as it is: {reason}", path.display());
    }
    if fs::read(&path).is_ok_and(|bytes| bytes == file.text.as_bytes()) {
        return Ok(false);
    }
    write(&path, file.text.as_bytes()).map(|()| true)
}

/// Last, where they are seen.
fn tell(failures: &[anyhow::Error]) {
    for failure in failures {
        eprintln!("{failure:#}");
    }
}

/// Where a file of this name belongs. Refuses what would be somewhere else: names were taken once that are none.
fn place(folder: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let mut parts = Path::new(name).components();
    let is_name = matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None));
    anyhow::ensure!(is_name, "“{}” is no name for a file, so that it was not written.", name.escape_debug());
    Ok(folder.join(name))
}

/// Why a file may not be written over: it is something else's, or it holds a text that is kept nowhere else.
fn in_the_way(path: &Path, file: &RunbookFile) -> anyhow::Result<Option<&'static str>> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("{} can't be looked at.", path.display())),
        Ok(found) if !found.is_file() => {
            return Ok(Some("it is a link or a folder. Move it away, then export again."));
        }
        Ok(_) => {}
    }
    let bytes = fs::read(path).with_context(|| format!("{} can't be read", path.display()))?;
    let is_not_its_own = Some("it is not this runbook's file. Move it away, then export again.");
    let Ok(there) = SourceFile::read(Handed { name: format!("{}.md", file.slug), bytes }, &Arc::default()) else {
        return Ok(is_not_its_own);
    };
    let document = &there.document;
    let is_its_own = document.front.as_ref().is_some_and(|front| front.id.map_or(front.slug == file.slug, |id| id == file.id));
    if !is_its_own {
        return Ok(is_not_its_own);
    }
    let mut texts = document.pieces.iter().filter(|piece| matches!(piece.kind, PieceKind::Runbook(_)));
    let edited = texts.any(|piece| !file.versions.contains(&piece.sha256));
    Ok(edited.then_some("it was edited since. Bring it in with `tocsin sync`, or delete it, then export again."))
}

fn make(folder: &Path, option: &str) -> anyhow::Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("The folder {} can't be made: name another with {option}.", folder.display()))
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    fs::write(path, bytes).with_context(|| format!("{} can't be written.", path.display()))
}
