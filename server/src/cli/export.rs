use std::{
    fs, io,
    path::{Path, PathBuf},
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
/// another name stays. Status 1 where a file was in the way.
pub(crate) async fn export(backend: &Backend, args: &ExportArgs) -> anyhow::Result<ExitCode> {
    if let Some(folder) = &args.source {
        sources(backend, folder).await?;
    }
    match &args.runbooks {
        Some(folder) => runbooks(backend, folder).await,
        None => Ok(ExitCode::SUCCESS),
    }
}

async fn sources(backend: &Backend, folder: &Path) -> anyhow::Result<()> {
    let who = Who::tocsin();
    let files = backend.export_sources(Ask::by(&who)).await?;
    make(folder, "--source")?;
    for (name, bytes) in &files {
        write(&folder.join(name), bytes)?;
    }
    eprintln!("{} written to {}.", counted(files.len(), "file"), folder.display());
    Ok(())
}

async fn runbooks(backend: &Backend, folder: &Path) -> anyhow::Result<ExitCode> {
    let who = Who::tocsin();
    let files = backend.export_runbooks(Ask::by(&who)).await?;
    make(folder, "--runbooks")?;
    let (mut written, mut refused) = (0, 0);
    for file in &files {
        let path = folder.join(format!("{}.md", file.slug));
        match in_the_way(&path, file)? {
            Some(reason) => {
                refused += 1;
                eprintln!("{} was left as it is: {reason}", path.display());
            }
            None if fs::read(&path).is_ok_and(|bytes| bytes == file.text.as_bytes()) => {}
            None => {
                write(&path, file.text.as_bytes())?;
                written += 1;
            }
        }
    }
    let same = files.len() - written - refused;
    eprintln!("{} written to {}, {same} as they were, {refused} refused.", counted(written, "runbook"), folder.display());
    Ok(if refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
