use std::collections::HashSet;

use domain::{checklists::Plan, runbooks::import};

/// A file is read without a panic, its pieces join to the very bytes, and nothing is keyed twice.
pub fn loses_nothing(source: &str) {
    let document = import::read("any.md", source);
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
