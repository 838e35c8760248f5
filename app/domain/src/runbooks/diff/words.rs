//! What changed within a line.

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

use super::Run;

/// A line of more words than this is shown as changed altogether.
const MOST_WORDS: usize = 1_500;

/// The pieces that a reader takes in at once: a word with its digits, a run of blanks, any other sign alone.
pub(super) fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let kind = Kind::of(first);
        let length = match kind {
            Kind::Sign => first.len_utf8(),
            _ => rest.find(|letter| Kind::of(letter) != kind).unwrap_or(rest.len()),
        };
        let (word, after) = rest.split_at(length);
        words.push(word);
        rest = after;
    }
    words
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Blank,
    Sign,
}

impl Kind {
    fn of(letter: char) -> Self {
        // Marks that join the letter before them, and what joins emoji, are never torn off.
        let joins = matches!(letter, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '_');
        if letter.is_alphanumeric() || joins || u32::from(letter) >= 0x1_f000 {
            Self::Word
        } else if letter.is_whitespace() {
            Self::Blank
        } else {
            Self::Sign
        }
    }
}

/// Both lines in pieces, each with whether it changed.
pub(super) fn emphasised(old: &str, new: &str) -> (Vec<Run>, Vec<Run>) {
    let (old_words, new_words) = (words(old), words(new));
    if old_words.len().max(new_words.len()) > MOST_WORDS {
        return (whole(old, true), whole(new, true));
    }
    let ops = capture_diff_slices(Algorithm::Myers, &old_words, &new_words);
    let lonely = lonely(&ops, &old_words);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (op, lonely) in ops.iter().zip(lonely) {
        let changed = lonely || op.tag() != DiffTag::Equal;
        push(&mut before, changed, old_words.get(op.old_range()).unwrap_or_default());
        push(&mut after, changed, new_words.get(op.new_range()).unwrap_or_default());
    }
    (before, after)
}

/// A line in one piece.
pub(super) fn whole(line: &str, changed: bool) -> Vec<Run> {
    if line.is_empty() { Vec::new() } else { vec![(changed, line.to_owned())] }
}

/// Blanks and signs that stayed between two words that both changed: one change to a reader, not two.
fn lonely(ops: &[DiffOp], words: &[&str]) -> Vec<bool> {
    let last = ops.len().saturating_sub(1);
    let each = ops.iter().enumerate().map(|(at, op)| {
        let inner = at > 0 && at < last && op.tag() == DiffTag::Equal;
        let said = words.get(op.old_range()).unwrap_or_default();
        let short = said.len() <= 2 && !said.iter().any(|word| word.chars().any(char::is_alphanumeric));
        inner && short && said.iter().any(|word| word.trim().is_empty())
    });
    each.collect()
}

fn push(runs: &mut Vec<Run>, changed: bool, words: &[&str]) {
    if words.is_empty() {
        return;
    }
    match runs.last_mut() {
        Some((same, text)) if *same == changed => text.extend(words.iter().copied()),
        _ => runs.push((changed, words.concat())),
    }
}
