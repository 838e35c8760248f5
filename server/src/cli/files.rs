//! Files of Markdown that a command is given: one by one, or as folders that hold them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use backend::runbooks::Handed;

/// The files themselves, and all in the folders, each under the path by which people find it. Refuses a folder in which
/// there is none, since that is the wrong one.
pub(super) fn read(paths: &[PathBuf]) -> anyhow::Result<Vec<Handed>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            for path in in_folder(path)? {
                files.push(handed(&path, &path)?);
            }
        } else {
            files.push(handed(path, path)?);
        }
    }
    Ok(files)
}

/// All files of a folder, each under its path within it.
pub(super) fn read_folder(folder: &Path) -> anyhow::Result<Vec<Handed>> {
    let named = |path: PathBuf| handed(&path, path.strip_prefix(folder).unwrap_or(&path));
    in_folder(folder)?.into_iter().map(named).collect()
}

fn handed(path: &Path, name: &Path) -> anyhow::Result<Handed> {
    let bytes = fs::read(path).with_context(|| format!("{} can't be read", path.display()))?;
    Ok(Handed { name: name.to_string_lossy().into_owned(), bytes })
}

fn in_folder(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    markdown_below(folder, &mut paths)?;
    paths.sort();
    anyhow::ensure!(!paths.is_empty(), "There is no Markdown file in {}: name a folder that holds some.", folder.display());
    Ok(paths)
}

/// Folders in it count, those that begin with a dot don't. Links are not followed: what is meant stands in the folder.
fn markdown_below(folder: &Path, paths: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let unreadable = || format!("The folder {} can't be read", folder.display());
    for entry in fs::read_dir(folder).with_context(unreadable)? {
        let entry = entry.with_context(unreadable)?;
        let (path, kind) = (entry.path(), entry.file_type().with_context(unreadable)?);
        if kind.is_dir() && !entry.file_name().to_string_lossy().starts_with('.') {
            markdown_below(&path, paths)?;
        } else if kind.is_file() && path.extension().is_some_and(|end| end == "md" || end == "markdown") {
            paths.push(path);
        }
    }
    Ok(())
}
