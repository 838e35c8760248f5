//! The acceptance corpus: real runbook files that are handed to the project and are no part of it.
//!
//! They are looked for in `shared/runbooks` beside the checkout, or where `TOCSIN_CORPUS` says.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that finds nothing should fail there")]

mod support;

use std::path::{Path, PathBuf};

use domain::{
    checklists::Plan,
    runbooks::{HandbookKind, SeverityWords, SourceDocument, import},
};
use support::{files, fixtures, read};

const RUNBOOKS: &[(&str, usize)] = &[
    ("backend-complex-failure.md", 7),
    ("complete-collection.md", 8),
    ("incident-response.md", 6),
    ("operations.md", 8),
    ("phase-3-backend-api.md", 7),
];

const OUR_RUNBOOKS: &[(&str, usize)] =
    &[("cache.md", 3), ("checkout-api.md", 2), ("orders.md", 3), ("platform.md", 3), ("queue.md", 3)];

fn corpus() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/runbooks");
    let folder = std::env::var_os("TOCSIN_CORPUS").map_or_else(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

#[test]
fn every_runbook_of_the_corpus_is_found() {
    let Some(folder) = corpus() else {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "The acceptance corpus is missing. Put its five files into shared/runbooks beside the checkout, or say in TOCSIN_CORPUS where they are."
        );
        eprintln!("The acceptance corpus is not here: only the project's own fixtures were checked.");
        check(&fixtures("runbooks"), OUR_RUNBOOKS);
        return;
    };
    check(&folder, RUNBOOKS);
    let total: usize = RUNBOOKS.iter().map(|(_, count)| count).sum();
    assert_eq!(total, 36);
}

#[test]
fn the_alerts_of_the_incident_response_runbooks_are_kept_as_they_are_defined() {
    let Some(folder) = corpus() else { return };
    let (name, source) = files(&folder).into_iter().find(|(name, _)| name == "incident-response.md").unwrap();
    let document = read(&name, &source);
    let defined: Vec<(&str, Vec<&str>)> = document
        .runbooks()
        .flat_map(|runbook| &runbook.alerts)
        .map(|alert| (alert.name.as_str(), alert.facts.iter().map(|fact| fact.kind.label()).collect()))
        .collect();
    assert_eq!(
        defined,
        [
            ("Error rate increased from 0.2% → 1.5%", vec!["Severity", "For", "Affected"]),
            ("Active WebSocket connections > 1000 (spike from 200 baseline)", vec!["Severity", "For", "Metrics"]),
            ("Database query p95 latency > 500ms (baseline: 50ms)", vec!["Severity", "For", "Metrics"]),
            ("Circuit breaker OPEN for database connection", vec!["Severity", "Impact"]),
            ("CRITICAL vulnerability detected in dependency (CVSS > 9.0)", vec![]),
            ("Unauthorized access attempt detected (10+ failed auth within 1 min)", vec![]),
            ("Message count mismatch detected (database vs app state)", vec!["People say"]),
        ]
    );
    assert!(document.runbooks().all(|runbook| runbook.alerts.iter().all(|alert| runbook.alert_names.contains(&alert.name))));
}

/// Each file gives its number of runbooks, and none of them is empty.
fn check(folder: &Path, expected: &[(&str, usize)]) {
    let found: Vec<(String, String)> = files(folder);
    for (name, count) in expected {
        let (_, source) =
            found.iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("{name} is missing in {}", folder.display()));
        let document = read(name, source);
        let titles: Vec<&str> = document.runbooks().map(|runbook| runbook.title.as_str()).collect();
        assert_eq!(titles.len(), *count, "{name}: {titles:?}");
        for runbook in document.runbooks() {
            assert!(Plan::from_runbook(runbook).items().count() > 0, "{name}, {}: nothing to do", runbook.title);
        }
        check_handbook(name, &document, source);
    }
}

/// Handbook sections that were recognised can be read for what they hold.
fn check_handbook(name: &str, document: &SourceDocument, source: &str) {
    for (kind, piece) in document.handbook() {
        let slice = piece.slice(source);
        match kind {
            HandbookKind::SeverityMatrix => {
                assert_eq!(import::handbook::severity_matrix(slice, &SeverityWords::default()).len(), 4, "{name}");
            }
            HandbookKind::Protocol => assert_eq!(import::handbook::steps(slice).len(), 6, "{name}"),
            HandbookKind::TriageChecklist => assert_eq!(import::handbook::steps(slice).len(), 4, "{name}"),
            HandbookKind::PostmortemTemplate => {
                let template = import::handbook::postmortem_template(slice).unwrap();
                assert_eq!((template.fields.len(), template.sections.len()), (4, 5), "{name}");
            }
            HandbookKind::Other => panic!("{name}: nobody knows what \u{201c}{}\u{201d} is", piece.title),
            _ => {}
        }
    }
}
