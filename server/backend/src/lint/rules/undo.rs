use crate::lint::{Finding, Rule, sheet::Sheet};

/// What switches something off, and what would switch it on again.
const PAIRS: [(&str, &str); 8] = [
    ("/pause", "/resume"),
    ("/disable", "/enable"),
    ("/stop", "/start"),
    ("=disabled", "=enabled"),
    ("=off", "=on"),
    ("=false", "=true"),
    ("scale --replicas=0", "--replicas="),
    ("kubectl cordon", "kubectl uncordon"),
];

pub(in crate::lint) fn never_on_again(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for snippet in sheet.code.snippets.iter().filter(|snippet| snippet.language.is_some()) {
        for (off, on) in PAIRS {
            for (at, _) in snippet.text.match_indices(off) {
                let place = snippet.map.source(at);
                // A flag is an upper-case name: `--fail=false` is an option of a command.
                let name = word_before(&snippet.text, at);
                let flag = !off.starts_with('=')
                    || (!name.is_empty()
                        && name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_' || letter.is_ascii_digit()));
                let whole = !snippet
                    .text
                    .get(at + off.len()..)
                    .is_some_and(|rest| rest.starts_with(|letter: char| letter.is_alphanumeric()));
                let undone =
                    |text: &str| if off.starts_with('=') { text.contains(&format!("{name}{on}")) } else { text.contains(on) };
                // A runbook is looked through as a whole: what is switched off first is switched on last.
                let Some(piece) = sheet.piece(place).filter(|_| flag && whole) else { continue };
                let Some(text) = sheet.slice(piece.start, piece.end).get(place.saturating_sub(piece.start)..) else { continue };
                if undone(text) {
                    continue;
                }
                let thing = if off.starts_with('=') { name } else { line_of(&snippet.text, at) };
                let what = format!("“{thing}” is switched off here, and the runbook never switches it on again.");
                found.push(sheet.finding(Rule::NotUndone, (place, place + off.len()), what));
            }
        }
    }
    found
}

/// The line around a byte, without what joins it to the next.
fn line_of(text: &str, at: usize) -> &str {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    line.trim_end_matches('\\').trim()
}

/// The name that ends at a byte.
fn word_before(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind(|letter: char| !letter.is_alphanumeric() && letter != '_').map_or(0, |found| found + 1);
    before.get(start..).unwrap_or_default()
}

/// Words that say until when.
const ENDS: [&str; 17] = [
    "until",
    "while ",
    "revert",
    "undo",
    "restore",
    "resume",
    "switch back",
    "set back",
    "put back",
    "for an hour",
    "minutes",
    " hours",
    "expires",
    "afterwards",
    "remove it",
    "back to",
    "permanent",
];

pub(in crate::lint) fn temporary(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, line) in sheet.lines() {
        let lower = line.to_lowercase();
        let Some(start) = lower.find("temporar").filter(|_| lower.len() == line.len()) else { continue };
        let Some(step) = sheet.step(at + start) else { continue };
        let told = lower.trim_start().starts_with(['#', '-', '*', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        // "A temporary failure" is something that is seen, and no change.
        let seen = ["temporary issue", "temporary failure", "temporary error", "temporary name", "temporary table"]
            .iter()
            .any(|word| lower.contains(word));
        // The line, what stands beside it, and whether something in the runbook takes it back.
        let section = format!("{lower}\n{}", step.detail.to_lowercase());
        let taken_back = || {
            let around = sheet.around(at).to_lowercase();
            let own = lower.contains("pause") && around.contains("resume");
            own || around.contains("revert the temporary") || around.contains("undo the temporary")
        };
        if told && !seen && !ENDS.iter().any(|word| section.contains(word)) && !taken_back() {
            let end = at + line.trim_end().len();
            let what = format!(
                "“{}” says nothing about its end.",
                line.trim()
                    .trim_start_matches(['#', '-', '*', ' ', '.'])
                    .trim_start_matches(|letter: char| letter.is_ascii_digit() || ". *".contains(letter))
                    .replace("**", "")
            );
            found.push(sheet.finding(Rule::TemporaryWithoutEnd, (at + start, end), what));
        }
    }
    found
}
