//! Changes of a text, as places and words: what lies between two versions, and how it is applied to a third.
//!
//! The browser makes one of each stroke, the server one of each saved form. Both then become edits of the
//! shared text, so that what others typed meanwhile stays.

use serde::{Deserialize, Serialize};

/// A change at one place. Places and lengths count UTF-16 units, as browsers do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    pub at: u32,
    pub remove: u32,
    pub insert: String,
}

impl Edit {
    fn end(&self) -> u32 {
        self.at + self.remove
    }
}

/// How long a text is in UTF-16 units.
pub fn length(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// The smallest single edit that leads from `old` to `new`; absent where they are equal.
///
/// `caret` is where the typing ended in `new`. It settles what the texts alone can't say: which of two equal
/// letters is the new one.
pub fn edit_between(old: &str, new: &str, caret: Option<u32>) -> Option<Edit> {
    if old == new {
        return None;
    }
    let (before, after): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let most = before.len().min(after.len());
    let prefix_within = |most: usize| (0..most).take_while(|&n| before[n] == after[n]).count();
    let same_from_end = |n: usize| before[before.len() - 1 - n] == after[after.len() - 1 - n];
    let suffix_within = |most: usize| (0..most).take_while(|&n| same_from_end(n)).count();
    let (prefix, suffix) = if let Some(caret) = caret {
        let suffix = suffix_within(most.min(after.len() - chars_until(&after, caret)));
        (prefix_within(most - suffix), suffix)
    } else {
        let prefix = prefix_within(most);
        (prefix, suffix_within(most - prefix))
    };
    let units = |chars: &[char]| chars.iter().map(|c| u32::try_from(c.len_utf16()).unwrap_or(1)).sum();
    Some(Edit {
        at: units(&before[..prefix]),
        remove: units(&before[prefix..before.len() - suffix]),
        insert: after[prefix..after.len() - suffix].iter().collect(),
    })
}

/// How many characters lie before a place that is given in UTF-16 units.
fn chars_until(chars: &[char], place: u32) -> usize {
    let mut units = 0;
    chars.iter().take_while(|c| (units < place, units += u32::try_from(c.len_utf16()).unwrap_or(1)).0).count()
}

/// Turns edits of a text into edits of what has become of it. `drift` says what others did to the same text.
///
/// Nothing that others wrote is removed, and nothing is removed twice. Both lists are in order and don't
/// overlap, and so is the answer: apply it from its end.
pub fn rebase(edits: &[Edit], drift: &[Edit]) -> Vec<Edit> {
    let mut rebased = Vec::new();
    for edit in edits {
        let mut pieces = survivors(edit.at, edit.end(), drift).into_iter().map(|(from, to)| Edit {
            at: shifted(from, drift),
            remove: to - from,
            insert: String::new(),
        });
        let at = shifted(edit.at, drift);
        match pieces.next() {
            Some(first) if first.at == at => rebased.push(Edit { insert: edit.insert.clone(), ..first }),
            first => {
                rebased.push(Edit { at, remove: 0, insert: edit.insert.clone() });
                rebased.extend(first);
            }
        }
        rebased.extend(pieces);
    }
    rebased.retain(|edit| edit.remove > 0 || !edit.insert.is_empty());
    rebased
}

/// Where a place is now. What was inserted right there comes before it.
fn shifted(place: u32, drift: &[Edit]) -> u32 {
    let mut now = i64::from(place);
    for edit in drift {
        let inserted = i64::from(length(&edit.insert));
        if edit.end() <= place {
            now += inserted - i64::from(edit.remove);
        } else if edit.at < place {
            // The place itself is gone: behind what stands there instead.
            now += inserted - i64::from(place - edit.at);
        }
    }
    u32::try_from(now).unwrap_or(0)
}

/// What is left of a stretch, cut where somebody inserted something.
fn survivors(from: u32, to: u32, drift: &[Edit]) -> Vec<(u32, u32)> {
    let mut pieces = Vec::new();
    let mut start = from;
    for edit in drift.iter().filter(|edit| edit.end() >= from && edit.at < to) {
        if edit.at > start {
            pieces.push((start, edit.at));
        }
        start = start.max(edit.end());
    }
    if start < to {
        pieces.push((start, to));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn apply(text: &str, edits: &[Edit]) -> String {
        let mut units: Vec<u16> = text.encode_utf16().collect();
        for edit in edits.iter().rev() {
            units.splice(edit.at as usize..edit.end() as usize, edit.insert.encode_utf16());
        }
        String::from_utf16(&units).unwrap()
    }

    fn edits(old: &str, new: &str) -> Vec<Edit> {
        edit_between(old, new, None).into_iter().collect()
    }

    #[test]
    fn the_caret_says_which_of_equal_letters_is_new() {
        assert_eq!(edit_between("aaa", "aaaa", Some(2)), Some(Edit { at: 1, remove: 0, insert: "a".to_owned() }));
        assert_eq!(edit_between("aaa", "aaaa", Some(4)), Some(Edit { at: 3, remove: 0, insert: "a".to_owned() }));
    }

    #[test]
    fn places_count_as_the_browser_counts_them() {
        assert_eq!(edit_between("🔥 x", "🔥 fire x", Some(8)), Some(Edit { at: 3, remove: 0, insert: "fire ".to_owned() }));
    }

    #[test]
    fn what_others_wrote_inside_a_removed_stretch_stays() {
        let mine = edits("one two three", "one three");
        let drift = edits("one two three", "one tINwo three");
        assert_eq!(apply("one tINwo three", &rebase(&mine, &drift)), "one tINhree");
    }

    #[test]
    fn what_both_removed_is_removed_once() {
        let mine = edits("one two three", "one three");
        let drift = edits("one two three", "one");
        assert_eq!(apply("one", &rebase(&mine, &drift)), "one");
    }

    proptest! {
        #[test]
        fn an_edit_leads_from_the_old_text_to_the_new(old in "[ab🔥é ]{0,12}", new in "[ab🔥é ]{0,12}", caret in 0_u32..30) {
            prop_assert_eq!(apply(&old, &edits(&old, &new)), new.clone());
            let guided: Vec<Edit> = edit_between(&old, &new, Some(caret)).into_iter().collect();
            prop_assert_eq!(apply(&old, &guided), new);
        }

        #[test]
        fn nothing_that_anybody_added_is_lost(base in "[ab]{0,12}", at in 0_usize..12, mine in "[M]{1,3}", theirs in "[T]{1,3}", cut in (0_usize..12, 0_usize..6)) {
            let put = |text: &str, words: &str, at: usize| {
                let at = at.min(text.len());
                format!("{}{words}{}", &text[..at], &text[at..])
            };
            let from = cut.0.min(base.len());
            let shorter = format!("{}{}", &base[..from], &base[(from + cut.1).min(base.len())..]);
            let (mine_text, their_text) = (put(&shorter, &mine, from), put(&base, &theirs, at));
            let merged = apply(&their_text, &rebase(&edits(&base, &mine_text), &edits(&base, &their_text)));
            prop_assert_eq!(merged.matches('M').count(), mine.len());
            prop_assert_eq!(merged.matches('T').count(), theirs.len());
        }
    }
}
