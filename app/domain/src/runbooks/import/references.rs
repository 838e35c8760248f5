//! Where a runbook points: other runbooks, its own sections, documents, addresses.

use super::{
    decisions::{section_named, targets},
    text::{code_spans, line_number, plain, quoted, slug},
};
use crate::runbooks::{PieceKind, Reference, ReferenceKind, RunbookDraft, Shelf, SourceDocument, Warning, WarningKind};

/// What other runbooks can be called.
struct Known {
    id: String,
    ordinal: u32,
    slug: String,
}

/// Finds the references of every runbook and what they lead to; those that lead nowhere are reported.
pub(super) fn resolve(document: &mut SourceDocument, source: &str) {
    let known: Vec<Known> = document
        .runbooks()
        .map(|runbook| Known { id: runbook.id(), ordinal: runbook.ordinal, slug: runbook.slug.clone() })
        .collect();
    let mut warnings = Vec::new();
    for piece in &mut document.pieces {
        let slice = source.get(piece.start..piece.end).unwrap_or_default();
        if let PieceKind::Runbook(runbook) = &mut piece.kind {
            let mut found = Vec::new();
            let mut at = piece.start;
            // The heading names the runbook itself.
            for (number, line) in slice.split_inclusive('\n').enumerate() {
                if number > 0 {
                    in_line(line, at, runbook, &known, &mut found);
                }
                at += line.len();
            }
            warnings.extend(found.iter().filter_map(|reference| broken(reference, source)));
            runbook.references = found;
        }
    }
    document.warnings.append(&mut warnings);
}

/// Takes back what was reported as broken and leads to a runbook of another file. The collection is that of the document,
/// unless another is known.
pub fn settle(document: &mut SourceDocument, source: &str, shelf: &Shelf, collection: Option<&str>) {
    let is_broken = |warning: &Warning| warning.kind == WarningKind::BrokenReference;
    if !document.warnings.iter().any(is_broken) {
        return;
    }
    let collection = collection.unwrap_or(document.collection());
    let references = document.runbooks().flat_map(|runbook| &runbook.references);
    let settled: Vec<Warning> = references
        .filter(|reference| shelf.leads(reference, collection))
        .filter_map(|reference| broken(reference, source))
        .collect();
    document.warnings.retain(|warning| !is_broken(warning) || !settled.contains(warning));
}

fn broken(reference: &Reference, source: &str) -> Option<Warning> {
    let what = match reference.kind {
        _ if reference.resolved.is_some() => return None,
        ReferenceKind::Runbook => "runbook",
        ReferenceKind::Section => "section",
        ReferenceKind::Document | ReferenceKind::Url => return None,
    };
    let message = format!(
        "\u{201c}{}\u{201d} is named here, but no {what} of that name is in the file. Link it by hand, or correct the name.",
        reference.target
    );
    Some(Warning { kind: WarningKind::BrokenReference, message, line: Some(line_number(source, reference.start)) })
}

fn in_line(line: &str, at: usize, runbook: &RunbookDraft, known: &[Known], found: &mut Vec<Reference>) {
    let mut push = |kind, target: &str, resolved: Option<String>| {
        let start = at + line.find(target).unwrap_or(0);
        if !target.is_empty() && !found.iter().any(|known: &Reference| known.kind == kind && known.start == start) {
            found.push(Reference { kind, target: target.to_owned(), resolved, start, end: start + target.len() });
        }
    };
    for (start, _) in line.match_indices("http://").chain(line.match_indices("https://")) {
        let rest = line.get(start..).unwrap_or_default();
        let url = rest.split(|letter: char| letter.is_whitespace() || "\"'`)>]|".contains(letter)).next().unwrap_or_default();
        push(ReferenceKind::Url, url.trim_end_matches(['.', ',', ';']), None);
    }
    for span in code_spans(line) {
        let document = !span.contains(' ')
            && !span.starts_with("http")
            && std::path::Path::new(span).extension().is_some_and(|end| {
                ["md", "ts", "js", "py", "rs", "go", "sh", "pdf", "txt"].iter().any(|known| end.eq_ignore_ascii_case(known))
            });
        if document {
            push(ReferenceKind::Document, span, None);
        }
    }
    for (start, _) in line.match_indices("](#") {
        let anchor = line.get(start + 2..).and_then(|rest| rest.split(')').next()).unwrap_or_default();
        let name = anchor.trim_start_matches('#');
        let runbook_there = known
            .iter()
            .find(|other| name == other.slug || name.ends_with(&format!("-{}", other.slug)))
            .map(|other| other.id.clone());
        let section_there =
            || runbook.sections.iter().find(|section| slug(&section.title) == name).map(|section| section.key.clone());
        push(ReferenceKind::Section, anchor, runbook_there.or_else(section_there));
    }
    for target in other_runbooks(line) {
        let number = target.rsplit([' ', '#']).next().and_then(|number| number.parse::<u32>().ok());
        let there = known.iter().find(|other| other.id == target || Some(other.ordinal) == number);
        push(ReferenceKind::Runbook, target, there.map(|other| other.id.clone()));
    }
    let titles: Vec<(String, String)> =
        runbook.sections.iter().map(|section| (plain(&section.title), section.key.clone())).collect();
    for target in targets(line) {
        let resolved = section_named(&titles, &target);
        // Without quotation marks, words after "go to" are only sometimes a title.
        if resolved.is_some() || quoted(line).contains(&target.as_str()) {
            push(ReferenceKind::Section, &target, resolved);
        }
    }
}

/// `Runbook 3` and `RB-003`.
fn other_runbooks(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let digits = |from: usize| line.get(from..).unwrap_or_default().bytes().take_while(u8::is_ascii_digit).count();
    for (start, word) in line.match_indices("unbook ") {
        let number = start + word.len();
        let count = digits(number);
        if count > 0
            && let Some(target) = start.checked_sub(1).and_then(|start| line.get(start..number + count))
        {
            found.push(target);
        }
    }
    for (start, word) in line.match_indices("RB-") {
        let number = start + word.len();
        let count = digits(number);
        if count > 0
            && let Some(target) = line.get(start..number + count)
        {
            found.push(target);
        }
    }
    found
}
