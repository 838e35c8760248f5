//! What is found in whole files: our own faulty and sound ones, and the acceptance corpus, where it is.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should fail there")]

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use domain::runbooks::{SeverityWords, import};
use proptest::prelude::*;

use super::{Finding, Level, RULES, Rule, lint};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn found(name: &str, text: &str) -> Vec<Finding> {
    lint(&import::read(name, text), text, &SeverityWords::default(), today())
}

fn ours(folder: &str) -> Vec<(String, String)> {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../app/domain/fixtures").join(folder))
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, String)> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no file in {}", folder.display());
    files
}

fn ours_of(name: &str) -> String {
    ours("faults").into_iter().find(|(known, _)| known == name).unwrap().1
}

/// The files of the acceptance corpus, which is no part of the project; none where it is not at hand.
fn corpus() -> Vec<(String, String)> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/runbooks");
    let folder = std::env::var_os("TOCSIN_CORPUS").map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return files(&folder);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "The acceptance corpus is missing: say in TOCSIN_CORPUS where it is.");
    eprintln!("The acceptance corpus is not here: only the project's own files were checked.");
    Vec::new()
}

/// Line, level and rule; what is said only for files of our own.
fn list(findings: &[Finding], with_words: bool) -> String {
    let mut list = String::new();
    for Finding { place, level, rule, what, .. } in findings {
        let step = place.step.as_deref().or(place.runbook.as_deref()).unwrap_or("-");
        write!(list, "{:>4} {level:<7} {rule} {}", place.line, if with_words { step } else { "" }).unwrap();
        list.truncate(list.trim_end().len());
        if with_words {
            write!(list, ": {what}").unwrap();
        }
        list.push('\n');
    }
    list
}

/// How many statements no parser can read.
fn unreadable(name: &str, text: &str) -> usize {
    let (document, words) = (import::read(name, text), SeverityWords::default());
    let sheet = super::sheet::Sheet::new(&document, text, &words, today());
    sheet.statements.iter().filter(|statement| statement.parsed.is_none()).count()
}

fn lines(findings: &[Finding], rule: Rule) -> Vec<u32> {
    findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.place.line).collect()
}

#[test]
fn a_faulty_file_shows_its_faults() {
    let text = ours_of("billing.md");
    insta::assert_snapshot!("billing", list(&found("billing.md", &text), true));
}

#[test]
fn a_sound_file_has_no_finding() {
    let text = ours_of("sound.md");
    assert_eq!(list(&found("sound.md", &text), true), "");
}

#[test]
fn the_runbooks_of_the_demonstration_are_judged_as_ever() {
    for (name, text) in ours("runbooks") {
        insta::assert_snapshot!(format!("ours-{}", name.trim_end_matches(".md")), list(&found(&name, &text), true));
    }
}

#[test]
fn every_rule_is_broken_somewhere_in_our_own_files() {
    let files = ours("faults").into_iter().chain(ours("runbooks"));
    let broken: BTreeSet<Rule> = files.flat_map(|(name, text)| found(&name, &text)).map(|finding| finding.rule).collect();
    let unbroken: Vec<&str> = RULES.iter().filter(|text| !broken.contains(&text.rule)).map(|text| text.id).collect();
    assert_eq!(unbroken, Vec::<&str>::new(), "write something that breaks these into app/domain/fixtures/faults");
}

#[test]
fn the_guide_lists_every_rule_as_the_table_does() {
    let guide = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guides/linter.md")).unwrap();
    let listed: Vec<&str> = guide.lines().filter(|line| line.starts_with("| `")).collect();
    let known: Vec<String> = RULES
        .iter()
        .map(|text| format!("| `{}` | {} | {} | {} |", text.id, text.level, text.title, text.why.replace('<', "&lt;")))
        .collect();
    assert_eq!(listed, known, "correct docs/guides/linter.md");
}

#[test]
fn every_finding_stands_where_it_says_and_every_fix_mends_it() {
    for (name, text) in ours("faults").into_iter().chain(ours("runbooks")).chain(corpus()) {
        for finding in found(&name, &text) {
            let place = &finding.place;
            assert!(text.get(place.start..place.end).is_some(), "{name}: {finding:?}");
            assert_eq!(
                text[..place.start].matches('\n').count() + 1,
                usize::try_from(place.line).unwrap(),
                "{name}: {finding:?}"
            );
            assert!(finding.what.ends_with('.') && finding.why.ends_with('.'), "no sentence: {finding:?}");
            let Some(fix) = &finding.fix else { continue };
            let mended = fix.applied(&text);
            assert!(!fix.diff(&text).is_empty(), "{name}: {finding:?}");
            let still = found(&name, &mended)
                .into_iter()
                .any(|other| other.rule == finding.rule && other.place.start == place.start && other.level == finding.level);
            assert!(!still, "{name}: the fix changes nothing: {finding:?}");
            assert!(unreadable(&name, &mended) <= unreadable(&name, &text), "{name}: the fix breaks a statement: {finding:?}");
        }
    }
}

#[test]
fn the_corpus_shows_exactly_these() {
    for (name, text) in corpus() {
        insta::assert_snapshot!(format!("corpus-{}", name.trim_end_matches(".md")), list(&found(&name, &text), false));
    }
}

#[test]
fn the_nine_known_defects_of_the_incident_response_runbooks_are_found() {
    let Some((name, text)) = corpus().into_iter().find(|(name, _)| name == "incident-response.md") else { return };
    let findings = found(&name, &text);
    let at = |rule| lines(&findings, rule);
    assert_eq!(at(Rule::IndexInTransaction), [473], "an index made concurrently between BEGIN and COMMIT");
    assert_eq!(at(Rule::FalseBlockers), [492], "locks joined by their type alone");
    assert_eq!(at(Rule::PlaintextSecret), [638], "a password in an address");
    assert_eq!(at(Rule::NeverEnds), [122, 337, 702], "following logs and watching pods");
    assert_eq!(at(Rule::LooksReadOnly), [435, 478, 504, 544], "ending sessions, and EXPLAIN ANALYZE on line 478");
    assert_eq!(at(Rule::BypassesApproval), [195, 732], "approvals that are bypassed");
    assert_eq!(at(Rule::ForcedCommand), [727], "an audit that is forced");
    assert_eq!(at(Rule::ConflictingMetadata), [888], "a second block of version and dates");
    assert_eq!(at(Rule::EscalationWithoutContact), [27, 29], "a CTO whom nobody can reach");
    assert_eq!(at(Rule::EscalationWithoutCover), [27], "a commander in business hours only");
    assert_eq!(at(Rule::ContradictingThresholds), [36], "an index that says 1 %, and an alert that says 1.5 %");
    assert_eq!(at(Rule::OverdueReview), [890]);
}

#[test]
fn the_known_defects_of_the_backend_runbooks_are_found() {
    let Some((name, text)) = corpus().into_iter().find(|(name, _)| name == "phase-3-backend-api.md") else { return };
    let findings = found(&name, &text);
    assert_eq!(lines(&findings, Rule::PrintsSecrets), [210], "cat .env");
    assert_eq!(lines(&findings, Rule::Injection), [177], "a tenant pasted into SQL");
    assert_eq!(lines(&findings, Rule::TerminatesTooMany), [127, 399], "every idle session, the pool's as well");
    assert_eq!(lines(&findings, Rule::NeverEnds), [88, 281, 334, 491, 493], "tail -f, pm2 monit, pm2 logs");
    let injection = findings.iter().find(|finding| finding.rule == Rule::Injection).unwrap();
    assert_eq!((injection.level, injection.place.step.as_deref()), (Level::Error, Some("mit-1")));
}

#[test]
fn a_review_is_overdue_from_the_day_after() {
    let text = ours_of("sound.md");
    let document = import::read("sound.md", &text);
    let on = |day: &str| lines(&lint(&document, &text, &SeverityWords::default(), day.parse().unwrap()), Rule::OverdueReview);
    assert_eq!((on("2027-01-04"), on("2027-01-05")), (vec![], vec![5]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is cut out of a file or put into it: no panic, and every place is one of the file.
    #[test]
    fn any_text_can_be_read(from in 0_usize..3500, length in 0_usize..120, put in "[`\\\\\"'$()<>|;&#* \\na-zäß0-9{}-]{0,12}") {
        let text = ours_of("billing.md");
        let edge = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let changed = format!("{}{put}{}", &text[..edge(from)], &text[edge(from + length)..]);
        for finding in found("billing.md", &changed) {
            prop_assert!(changed.get(finding.place.start..finding.place.end).is_some(), "{finding:?}");
            if let Some(fix) = &finding.fix {
                prop_assert!(changed.get(fix.start..fix.end).is_some(), "{finding:?}");
            }
        }
    }
}

/// Somebody hands in a megabyte of runbooks: the page may not wait for it.
#[test]
fn a_megabyte_is_read_within_seconds() {
    let text = ours_of("billing.md").repeat(400);
    assert!(text.len() > 1_000_000);
    let document = import::read("billing.md", &text);
    let began = std::time::Instant::now();
    let count = lint(&document, &text, &SeverityWords::default(), today()).len();
    assert!(count > 1000);
    assert!(began.elapsed().as_secs() < 60, "{count} findings took {:?}", began.elapsed());
    eprintln!("{count} findings in {:?}", began.elapsed());
}
