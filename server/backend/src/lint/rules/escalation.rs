use domain::runbooks::{Contact, HandbookKind, Piece, SeverityRow, import::handbook};

use crate::lint::{Finding, Level, Rule, sheet::Sheet};

/// Places to which an escalation leads and which are no role.
const NOBODY: [&str; 5] = ["backlog", "none", "n/a", "-", "–"];

/// Roles that the severity table calls, against the table of contacts.
pub(in crate::lint) fn uncovered(sheet: &Sheet<'_>) -> Vec<Finding> {
    let pieces =
        |wanted: HandbookKind| sheet.document.handbook().filter(move |(kind, _)| *kind == wanted).map(|(_, piece)| piece);
    let contact_pieces: Vec<&Piece> = pieces(HandbookKind::Contacts).collect();
    let contacts: Vec<(Contact, &Piece)> = contact_pieces
        .iter()
        .flat_map(|piece| handbook::contacts(piece.slice(sheet.text)).into_iter().map(|contact| (contact, *piece)))
        .collect();
    let mut found = Vec::new();
    for piece in pieces(HandbookKind::SeverityMatrix) {
        for row in handbook::severity_matrix(piece.slice(sheet.text), sheet.words) {
            for role in row.escalates_to.iter().filter(|role| !NOBODY.contains(&role.to_lowercase().as_str())) {
                // Files that keep their contacts elsewhere say nothing about who is missing.
                if contact_pieces.is_empty() {
                    continue;
                }
                let place = find(sheet, piece, row.level.label(), role);
                match contacts.iter().find(|(contact, _)| same_role(&contact.role, role)) {
                    None => found.push(nobody(sheet, place, &row, role)),
                    Some((contact, _)) if row.immediately && !is_always(&contact.availability) => {
                        let what = format!(
                            "{} calls the {role} at once, and the contacts say “{}”.",
                            row.level.label(),
                            contact.availability
                        );
                        found.push(sheet.finding(Rule::EscalationWithoutCover, place, what));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    for piece in contact_pieces {
        let text = piece.slice(sheet.text);
        if handbook::contacts(text).is_empty() && !can_be_reached(text) {
            let range = (piece.start, piece.start + sheet.line_at(piece.start).trim_end().len());
            let what = format!("“{}” names levels, and no way to reach anybody.", piece.title);
            found.push(sheet.finding(Rule::EscalationWithoutContact, range, what));
        }
    }
    found
}

fn nobody(sheet: &Sheet<'_>, place: (usize, usize), row: &SeverityRow, role: &str) -> Finding {
    let is_urgent = row.immediately || row.response.minutes().is_some_and(|minutes| minutes <= 15);
    let level = if is_urgent { Level::Error } else { Level::Warning };
    let what = format!("{} escalates to the {role}, who is not among the contacts.", row.level.label());
    sheet.finding(Rule::EscalationWithoutContact, place, what).at_level(level)
}

/// `On-Call SRE` is the `On-call SRE`.
fn same_role(one: &str, other: &str) -> bool {
    let words = |role: &str| {
        let spaced: String =
            role.to_lowercase().chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
        spaced.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    words(one) == words(other)
}

fn is_always(availability: &str) -> bool {
    let text = availability.to_lowercase();
    text.trim().is_empty()
        || ["24/7", "24x7", "always", "on-call", "on call", "any time", "anytime", "around the clock"]
            .iter()
            .any(|word| text.contains(word))
}

/// Where a row of the table names a role.
fn find(sheet: &Sheet<'_>, piece: &Piece, level: &str, role: &str) -> (usize, usize) {
    let mut at = piece.start;
    for line in piece.slice(sheet.text).split_inclusive('\n') {
        if line.contains(level)
            && let Some(start) = line.find(role)
        {
            return (at + start, at + start + role.len());
        }
        at += line.len();
    }
    (piece.start, piece.start)
}

/// A number, an address, a channel or a link.
fn can_be_reached(text: &str) -> bool {
    let body = text.split_once('\n').map_or("", |(_, rest)| rest);
    let number = body
        .split(|letter: char| !(letter.is_ascii_digit() || "+-() ".contains(letter)))
        .any(|run| run.chars().filter(char::is_ascii_digit).count() >= 7);
    let channel = body.split_whitespace().any(|word| {
        word.trim_matches(['`', '(', ')', '"'])
            .strip_prefix('#')
            .is_some_and(|name| name.starts_with(|letter: char| letter.is_ascii_lowercase()))
    });
    number || channel || body.contains('@') || body.contains("://") || body.to_lowercase().contains("pagerduty")
}
