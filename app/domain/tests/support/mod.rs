//! What the import tests share.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::path::{Path, PathBuf};

use domain::runbooks::{
    SeverityWords, SourceDocument,
    import::{self, Cuts},
};

pub(crate) fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder)
}

/// The Markdown files of a folder, by name.
pub(crate) fn files(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap_or_else(|refusal| panic!("{} can't be listed: {refusal}", folder.display()))
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// Reads a file, and insists on what holds for every file: no byte is lost, and keys are unique.
pub(crate) fn read(name: &str, source: &str) -> SourceDocument {
    read_cut(name, source, &Cuts::default())
}

/// As [`read`], cut by hand.
pub(crate) fn read_cut(name: &str, source: &str, cuts: &Cuts) -> SourceDocument {
    let document = import::read_cut(name, source, cuts, &SeverityWords::default());
    let joined: String = document.pieces.iter().map(|piece| piece.slice(source)).collect();
    assert_eq!(joined, source, "{name}: the pieces don't join to the file");
    for runbook in document.runbooks() {
        let mut keys: Vec<&str> = runbook.steps().map(|step| step.key.as_str()).collect();
        keys.extend(runbook.sections.iter().map(|section| section.key.as_str()));
        let decisions = || runbook.sections.iter().flat_map(|section| &section.decisions);
        keys.extend(decisions().map(|decision| decision.key.as_str()));
        keys.extend(decisions().flat_map(|decision| &decision.branches).map(|branch| branch.key.as_str()));
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count, "{name}, {}: a key is given twice", runbook.title);
        for step in runbook.steps() {
            assert!(source.get(step.start..step.end).is_some(), "{name}, {}: bytes of no text", step.key);
        }
    }
    document
}
