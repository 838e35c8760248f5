use std::collections::HashSet;

use domain::{
    checklists::Plan,
    runbooks::{
        SeverityWords,
        import::{self, Begins, Cuts, Told},
    },
};

/// A file is read without a panic, its pieces join to the very bytes, and nothing is keyed twice: as it stands, and
/// however a person cuts it.
pub fn loses_nothing(source: &str) {
    keeps_all(source, &Cuts::default());
    let begins = [Some(Begins::Piece), None, Some(Begins::Runbook), Some(Begins::Nothing), Some(Begins::Handbook)];
    let told = import::headings(source).into_iter().filter_map(|heading| {
        let begins = begins.get((heading.start + heading.words.len()) % begins.len()).copied().flatten()?;
        Some(Told { heading: heading.words, nth: heading.nth, begins })
    });
    let level = u8::try_from(source.len() % 7).ok().filter(|level| *level > 0);
    keeps_all(source, &Cuts { level, told: told.collect() });
}

fn keeps_all(source: &str, cuts: &Cuts) {
    let document = import::read_cut("any.md", source, cuts, &SeverityWords::default());
    let joined: String = document.pieces.iter().map(|piece| piece.slice(source)).collect();
    assert_eq!(joined, source, "the pieces don't join to the file");
    for runbook in document.runbooks() {
        let mut keys = HashSet::new();
        for step in runbook.steps() {
            assert!(keys.insert(step.key.as_str()), "{} is given twice", step.key);
            assert!(source.get(step.start..step.end).is_some(), "{}: bytes of no text", step.key);
        }
        Plan::from_runbook(runbook);
    }
}
