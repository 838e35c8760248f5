use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file of the project, with its path from the root.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// The lines with their numbers, counted from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// The lines of code: comments of a whole line are left out.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines().filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    pub(crate) fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path)
    }
}

/// What is made by tools or kept by them, not written by us.
const NOT_OURS: [&str; 7] = [".git", "target", "node_modules", "var", "test-results", "playwright-report", "Cargo.lock"];

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// Every text file of ours whose name ends with one of these; all where none is named.
pub(crate) fn sources(endings: &[&str]) -> Vec<Source> {
    let (root, mut found) = (root(), Vec::new());
    walk(&root, &root, endings, &mut found);
    assert!(!found.is_empty(), "no file ends with {endings:?}: is the tree where it was?");
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn walk(root: &Path, folder: &Path, endings: &[&str], found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, endings, found);
        } else if endings.is_empty() || endings.iter().any(|ending| name.ends_with(ending)) {
            // What isn't text (a picture) has no words to look at.
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let path = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found.push(Source { path, text });
        }
    }
}

/// Fails with all offences at once.
#[track_caller]
pub(crate) fn none(offences: &[String], instead: &str) {
    assert!(offences.is_empty(), "{instead}\n  {}", offences.join("\n  "));
}
