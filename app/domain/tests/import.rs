//! Reading our own files: five dialects, and texts that make parsers stumble.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that finds nothing should fail there")]

mod support;

use domain::{
    checklists::Plan,
    incidents::Severity,
    runbooks::{
        Anchor, Danger, Due, HandbookKind, PieceKind, RunbookDraft, SectionKind, SeverityWords, WarningKind, carry_keys,
        import::{self, Begins, Cuts, Told},
        report,
    },
};
use proptest::prelude::*;
use support::{files, fixtures, read, read_cut};

fn fixture(folder: &str, name: &str) -> (String, domain::runbooks::SourceDocument) {
    let source = std::fs::read_to_string(fixtures(folder).join(name)).unwrap();
    let document = read(name, &source);
    (source, document)
}

fn runbook(folder: &str, name: &str, at: usize) -> RunbookDraft {
    fixture(folder, name).1.runbooks().nth(at).unwrap().clone()
}

fn texts(runbook: &RunbookDraft, kind: SectionKind) -> Vec<&str> {
    let sections = runbook.sections.iter().filter(|section| section.kind == kind);
    sections.flat_map(|section| &section.steps).map(|step| step.text.as_str()).collect()
}

#[test]
fn every_dialect_is_reported_as_it_was_meant() {
    for (name, source) in files(&fixtures("runbooks")) {
        insta::assert_json_snapshot!(name.trim_end_matches(".md"), report(&read(&name, &source)));
    }
}

#[test]
fn nasty_files_lose_no_byte_and_keep_their_runbook() {
    for (name, source) in files(&fixtures("nasty")) {
        let document = read(&name, &source);
        let expected = match name.as_str() {
            "empty.md" | "only-prose.md" => 0,
            "contradictions.md" => 2,
            _ => 1,
        };
        assert_eq!(document.runbooks().count(), expected, "{name}");
    }
}

#[test]
fn an_empty_file_has_no_pieces_and_says_so() {
    let (_, document) = fixture("nasty", "empty.md");
    assert_eq!(document.pieces, []);
    assert_eq!(document.warnings.first().map(|warning| warning.kind), Some(WarningKind::NothingFound));
}

#[test]
fn a_fence_is_neither_heading_nor_step() {
    let runbook = runbook("nasty", "nested-fences.md", 0);
    assert_eq!(texts(&runbook, SectionKind::Mitigation), ["Restart the relay"]);
}

#[test]
fn a_file_that_contradicts_itself_is_reported_and_reviewed_early() {
    let (_, document) = fixture("nasty", "contradictions.md");
    let kinds: Vec<WarningKind> = document.warnings.iter().map(|warning| warning.kind).collect();
    for kind in [
        WarningKind::MetadataConflict,
        WarningKind::BrokenReference,
        WarningKind::DuplicateId,
        WarningKind::UnreadableSeverity,
        WarningKind::NoSteps,
    ] {
        assert!(kinds.contains(&kind), "{kind:?} is missing among {kinds:?}");
    }
    assert_eq!(document.metadata.next_review.map(|day| day.to_string()).as_deref(), Some("2026-04-05"));
}

#[test]
fn front_matter_and_an_owner_for_all_are_read() {
    let (_, document) = fixture("nasty", "front-matter.md");
    assert_eq!(document.title, "Mail");
    assert_eq!(document.metadata.version.as_deref(), Some("3"));
    assert_eq!(document.runbooks().next().unwrap().owners, ["Mail Team"]);
}

#[test]
fn a_file_that_is_one_runbook_is_not_cut_at_its_sections() {
    let runbook = runbook("nasty", "one-runbook.md", 0);
    assert_eq!(runbook.title, "Mail is late");
    assert_eq!(runbook.severity.map(|reading| reading.level), Some(Severity::P1));
    let kinds: Vec<SectionKind> = runbook.sections.iter().map(|section| section.kind).collect();
    assert_eq!(kinds, [SectionKind::Symptoms, SectionKind::Mitigation, SectionKind::PostIncident]);
}

#[test]
fn a_decision_point_leads_to_the_sections_that_it_names() {
    let runbook = runbook("runbooks", "orders.md", 0);
    let immediate = runbook.sections.iter().find(|section| section.kind == SectionKind::Immediate).unwrap();
    assert_eq!(immediate.time_box_minutes, Some(5));
    let decision = immediate.decisions.first().unwrap();
    assert_eq!(decision.after.as_deref(), Some("imm-3"));
    let leads: Vec<_> = decision.branches.iter().map(|branch| branch.leads_to.as_deref()).collect();
    assert_eq!(leads, [Some("mitigation"), Some("diagnostics")]);
}

#[test]
fn a_plan_has_time_boxes_windows_and_branches() {
    let plan = Plan::from_runbook(&runbook("runbooks", "orders.md", 0));
    let first = plan.groups.first().unwrap();
    assert_eq!(first.due, Some(Due { minutes: 5, anchor: Anchor::Declared }));
    assert!(first.decision.is_some());
    let windows: Vec<_> = plan.groups.iter().filter_map(|group| group.due).filter(|due| due.anchor == Anchor::Resolved).collect();
    assert_eq!(windows.iter().map(|due| due.minutes).collect::<Vec<_>>(), [60, 1_440, 10_080]);
    let hanging = plan.groups.iter().filter(|group| group.branch.is_some()).count();
    assert!(hanging >= 4, "the roll-back, the investigation and both scenarios hang on branches");
    assert!(plan.groups.iter().all(|group| group.section.is_action()), "symptoms and causes are not to be ticked");

    let mut keys: Vec<&str> = plan.groups.iter().map(|group| group.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), plan.groups.len());
}

#[test]
fn commands_that_change_something_ask_for_a_second_look() {
    let (_, document) = fixture("runbooks", "orders.md");
    let runbook = document.runbooks().next().unwrap();
    let danger = |text: &str| runbook.steps().find(|step| step.text.contains(text)).map(|step| step.danger);
    assert_eq!(danger("Return to the version before"), Some(Danger::Caution));
    assert_eq!(danger("End sessions that idle"), Some(Danger::Caution));
    assert_eq!(danger("Ask the database who is waiting"), Some(Danger::None));
}

#[test]
fn handbook_sections_are_read_for_what_they_hold() {
    let (source, document) = fixture("runbooks", "orders.md");
    let slice = |wanted: HandbookKind| {
        document.handbook().find(|(kind, _)| *kind == wanted).map(|(_, piece)| piece.slice(&source)).unwrap()
    };

    let matrix = import::handbook::severity_matrix(slice(HandbookKind::SeverityMatrix), &SeverityWords::default());
    assert_eq!(matrix.iter().map(|row| row.response.minutes()).collect::<Vec<_>>(), [Some(5), Some(15), Some(60), None]);
    assert_eq!(import::handbook::contacts(slice(HandbookKind::Contacts)).len(), 4);
    let template = import::handbook::postmortem_template(slice(HandbookKind::PostmortemTemplate)).unwrap();
    let titles: Vec<&str> = template.sections.iter().map(|section| section.title.as_str()).collect();
    assert_eq!(titles, ["Timeline", "Root Cause", "Resolution", "Action Items", "Lessons Learned"]);
    assert!(matches!(document.pieces.last().map(|piece| &piece.kind), Some(PieceKind::Trailer)));
}

#[test]
fn protocols_and_triage_lists_become_plans() {
    for (name, kind, count) in [("queue.md", HandbookKind::Protocol, 6), ("cache.md", HandbookKind::TriageChecklist, 4)] {
        let (source, document) = fixture("runbooks", name);
        let piece = document.handbook().find(|(found, _)| *found == kind).map(|(_, piece)| piece).unwrap();
        let plan = Plan::from_steps(&piece.title, &import::handbook::steps(piece.slice(&source)));
        assert_eq!(plan.items().count(), count, "{name}");
    }
}

#[test]
fn a_step_that_was_moved_or_touched_up_keeps_its_key() {
    let old = "## Runbook 1: Mail is late\n\n### Mitigation\n1. Look at the queue of the relay\n2. Restart the relay on both hosts\n3. Tell customer care\n";
    let new = "## Runbook 1: Mail is late\n\n### Mitigation\n1. Save the log\n2. Restart the relay on all hosts\n3. Look at the queue of the relay\n";
    let old = read("old.md", old).runbooks().next().unwrap().clone();
    let mut new = read("new.md", new).runbooks().next().unwrap().clone();
    carry_keys(&old, &mut new);
    let keys: Vec<&str> = new.steps().map(|step| step.key.as_str()).collect();
    assert_eq!(keys, ["mit-4", "mit-2", "mit-1"], "and the new line doesn't take the key of the one that is gone");
}

#[test]
fn error_texts_and_alert_names_are_kept_for_the_search() {
    let certificates = runbook("runbooks", "platform.md", 0);
    assert_eq!(certificates.alert_names, ["CertificateExpiresSoon", "CertificateExpired"]);
    assert!(
        certificates.error_signatures.iter().any(|text| text == "ERR_CERT_DATE_INVALID"),
        "{:?}",
        certificates.error_signatures
    );
    let refused = runbook("runbooks", "checkout-api.md", 1);
    assert_eq!(refused.error_signatures, ["FATAL: remaining connection slots are reserved for superusers"]);
}

/// A fixture with one stretch of it replaced by something else.
fn mutation() -> impl Strategy<Value = String> {
    let sources: Vec<String> =
        ["runbooks", "nasty"].iter().flat_map(|folder| files(&fixtures(folder))).map(|(_, source)| source).collect();
    (prop::sample::select(sources), any::<prop::sample::Index>(), 0_usize..200, "[-#*`>|\\[\\]()0-9a-z \\t\\r\\n\\PC]{0,40}")
        .prop_map(|(source, at, length, text)| {
            let letters: Vec<char> = source.chars().collect();
            let from = at.index(letters.len() + 1);
            let to = (from + length).min(letters.len());
            let mut changed: String = letters.iter().take(from).collect();
            changed.push_str(&text);
            changed.extend(letters.iter().skip(to));
            changed
        })
}

proptest! {
    #[test]
    fn any_text_is_read_and_no_byte_is_lost(text in any::<String>()) {
        read("any.md", &text);
    }

    #[test]
    fn any_marks_are_read_and_no_byte_is_lost(text in "([-#*_`~>|=+:\\[\\]()\"'0-9A-Za-zäß→’ \\t\\r\\n]|- |\n## |\n### |\n```|\\*\\*If |\n\n){0,300}") {
        read("marks.md", &text);
    }

    #[test]
    fn any_change_to_a_file_is_read_and_no_byte_is_lost(text in mutation()) {
        let document = read("changed.md", &text);
        for runbook in document.runbooks() {
            Plan::from_runbook(runbook);
        }
    }

    /// However a person cuts a file, no byte is lost, and each heading begins what they said.
    #[test]
    fn a_file_is_cut_as_a_person_says(text in mutation(), level in prop::option::of(1_u8..=6), said in prop::collection::vec(0_u8..5, 0..40)) {
        let told = import::headings(&text).into_iter().zip(said).filter_map(|(heading, said)| {
            let begins = [Begins::Piece, Begins::Runbook, Begins::Handbook, Begins::Nothing].get(usize::from(said)).copied()?;
            Some((heading.start, Told { heading: heading.words, nth: heading.nth, begins }))
        });
        let (starts, told): (Vec<usize>, Vec<Told>) = told.unzip();
        let cuts = Cuts { level, told };
        let document = read_cut("cut.md", &text, &cuts);
        for (start, told) in starts.into_iter().zip(&cuts.told) {
            let begun = document.pieces.iter().find(|piece| piece.start == start).map(|piece| &piece.kind);
            let is_so = match told.begins {
                Begins::Nothing => matches!(begun, None | Some(PieceKind::Preamble)),
                Begins::Piece => matches!(begun, Some(PieceKind::Runbook(_) | PieceKind::Handbook(_))),
                Begins::Runbook => matches!(begun, Some(PieceKind::Runbook(_))),
                Begins::Handbook => matches!(begun, Some(PieceKind::Handbook(_))),
            };
            prop_assert!(is_so, "{told:?} is {begun:?}");
        }
        for runbook in document.runbooks() {
            Plan::from_runbook(runbook);
        }
    }
}

/// What a person said is found by its words, though lines have come and gone.
#[test]
fn a_cut_holds_for_the_next_version_of_a_file() {
    let source = "# Nights\n\n## Words\n\n### Lag\n\n1. Stop the export\n\n### Lag\n\n1. Stop the other one\n";
    let told = |nth, begins| Told { heading: "Lag".to_owned(), nth, begins };
    let cuts = Cuts { level: None, told: vec![told(0, Begins::Nothing), told(1, Begins::Runbook)] };
    for source in [source.to_owned(), source.replace("## Words", "A line more.\n\n## Words")] {
        let titles: Vec<String> = read_cut("nights.md", &source, &cuts).runbooks().map(|runbook| runbook.title.clone()).collect();
        assert_eq!(titles, ["Lag"]);
        let plain = read_cut("nights.md", &source, &Cuts::default());
        assert_eq!(plain.runbooks().count(), 0);
        let third = read_cut("nights.md", &source, &Cuts { level: Some(3), told: vec![] });
        assert_eq!(third.runbooks().count(), 2);
    }
}
