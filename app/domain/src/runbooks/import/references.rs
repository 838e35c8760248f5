//! Where a runbook points: other runbooks, its own sections, documents, addresses.

use std::collections::{HashMap, HashSet};

use super::{
    decisions::{section_named, targets},
    text::{LineNumbers, code_spans, head, plain, quoted, slug},
};
use crate::runbooks::{PieceKind, Reference, ReferenceKind, RunbookDraft, Shelf, SourceDocument, Warning, WarningKind};

/// What other runbooks can be called.
struct Known {
    id: String,
    ordinal: u32,
    slug: String,
}

/// The longest address and the longest anchor that are looked at, in bytes: on a very long line each would be the rest of it.
const LONGEST: usize = 2_000;

/// What can be named within a runbook, made ready once for all of its lines.
struct Own {
    /// Plain titles of sections, with their keys.
    titles: Vec<(String, String)>,
    /// Keys of sections, by the anchors that their titles have.
    by_anchor: HashMap<String, String>,
}

impl Own {
    fn of(runbook: &RunbookDraft) -> Self {
        let mut own = Self { titles: Vec::new(), by_anchor: HashMap::new() };
        for section in &runbook.sections {
            own.titles.push((plain(&section.title), section.key.clone()));
            own.by_anchor.entry(slug(&section.title)).or_insert_with(|| section.key.clone());
        }
        own
    }
}

/// Finds the references of every runbook and what they lead to; those that lead nowhere are reported.
pub(super) fn resolve(document: &mut SourceDocument, source: &str) {
    let known: Vec<Known> = document
        .runbooks()
        .map(|runbook| Known { id: runbook.id(), ordinal: runbook.ordinal, slug: runbook.slug.clone() })
        .collect();
    let (mut warnings, mut lines) = (Vec::new(), LineNumbers::of(source));
    for piece in &mut document.pieces {
        let slice = source.get(piece.start..piece.end).unwrap_or_default();
        if let PieceKind::Runbook(runbook) = &mut piece.kind {
            let own = Own::of(runbook);
            let mut found = Vec::new();
            let mut at = piece.start;
            // The heading names the runbook itself.
            for (number, line) in slice.split_inclusive('\n').enumerate() {
                if number > 0 {
                    in_line(line, at, &own, &known, &mut found);
                }
                at += line.len();
            }
            warnings.extend(found.iter().filter_map(|reference| broken(reference, &mut lines)));
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
    let mut lines = LineNumbers::of(source);
    let references = document.runbooks().flat_map(|runbook| &runbook.references);
    let settled: HashSet<(Option<u32>, String)> = references
        .filter(|reference| shelf.leads(reference, collection))
        .filter_map(|reference| broken(reference, &mut lines))
        .map(|warning| (warning.line, warning.message))
        .collect();
    document.warnings.retain(|warning| !is_broken(warning) || !settled.contains(&(warning.line, warning.message.clone())));
}

fn broken(reference: &Reference, lines: &mut LineNumbers<'_>) -> Option<Warning> {
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
    Some(Warning { kind: WarningKind::BrokenReference, message, line: Some(lines.at(reference.start)) })
}

fn in_line(line: &str, at: usize, own: &Own, known: &[Known], found: &mut Vec<Reference>) {
    let mut push = |kind, target: &str, resolved: Option<String>| {
        let start = at + line.find(target).unwrap_or(0);
        if !target.is_empty() && !found.iter().any(|known: &Reference| known.kind == kind && known.start == start) {
            found.push(Reference { kind, target: target.to_owned(), resolved, start, end: start + target.len() });
        }
    };
    for (start, _) in line.match_indices("http://").chain(line.match_indices("https://")) {
        let rest = head(line.get(start..).unwrap_or_default(), LONGEST);
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
        let rest = head(line.get(start + 2..).unwrap_or_default(), LONGEST);
        let Some((anchor, _)) = rest.split_once(')') else { continue };
        let name = anchor.trim_start_matches('#');
        let is_named = |slug: &str| name.strip_suffix(slug).is_some_and(|before| before.is_empty() || before.ends_with('-'));
        let runbook_there = known.iter().find(|other| is_named(&other.slug)).map(|other| other.id.clone());
        push(ReferenceKind::Section, anchor, runbook_there.or_else(|| own.by_anchor.get(name).cloned()));
    }
    for target in other_runbooks(line) {
        let number = target.rsplit([' ', '#']).next().and_then(|number| number.parse::<u32>().ok());
        let there = known.iter().find(|other| other.id == target || Some(other.ordinal) == number);
        push(ReferenceKind::Runbook, target, there.map(|other| other.id.clone()));
    }
    let targets = targets(line);
    let said = if targets.is_empty() { Vec::new() } else { quoted(line) };
    for target in targets {
        let resolved = section_named(&own.titles, &target);
        // Without quotation marks, words after "go to" are only sometimes a title.
        if resolved.is_some() || said.contains(&target.as_str()) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_on_a_very_long_line_is_not_the_rest_of_it() {
        let own = Own { titles: Vec::new(), by_anchor: HashMap::new() };
        let addresses = (0..2_000).map(|n| format!("http://{n}")).collect::<Vec<_>>().concat();
        let mut found = Vec::new();
        in_line(&format!("{}{addresses}", "](#".repeat(5_000)), 0, &own, &[], &mut found);
        assert!(found.len() > 1_000 && found.iter().all(|reference| reference.target.len() <= LONGEST), "{}", found.len());
    }
}
