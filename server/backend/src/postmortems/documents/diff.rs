use std::time::Duration;

use domain::postmortems::{Edit, edit_between, length};
use similar::{DiffTag, TextDiff};

/// Beyond this the differences are found coarsely, never wrongly.
const LONGEST: Duration = Duration::from_millis(200);

/// What leads from one text to another, word by word: a form that changes two places makes two edits, and
/// what somebody else typed between them stays where it is.
pub(super) fn edits_between(old: &str, new: &str) -> Vec<Edit> {
    let diff = TextDiff::configure().timeout(LONGEST).diff_words(old, new);
    let mut at = 0;
    let mut edits = Vec::new();
    for op in diff.ops() {
        let (tag, removed, inserted) = op.as_tag_tuple();
        let removed = diff.old_slices().get(removed).unwrap_or_default().concat();
        if tag != DiffTag::Equal {
            let inserted = diff.new_slices().get(inserted).unwrap_or_default().concat();
            // Within a word only what differs, so that its letters stay those that others see.
            edits.extend(edit_between(&removed, &inserted, None).map(|edit| Edit { at: edit.at + at, ..edit }));
        }
        at += length(&removed);
    }
    edits
}

/// What makes the line ends of a text one character each, as browsers show them. One edit for each, so that the words between
/// them stay those that others see.
pub(super) fn line_ends(text: &str) -> Vec<Edit> {
    let (mut at, mut edits) = (0, Vec::new());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\r' {
            let insert = if letters.peek() == Some(&'\n') { "" } else { "\n" };
            edits.push(Edit { at, remove: 1, insert: insert.to_owned() });
        }
        at += u32::try_from(letter.len_utf16()).unwrap_or(1);
    }
    edits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_places_make_two_edits() {
        let edits = edits_between("one two three four", "one 2 three 4");
        assert_eq!(edits.len(), 2);
    }

    fn apply(text: &str, edits: &[Edit]) -> String {
        let mut units: Vec<u16> = text.encode_utf16().collect();
        for edit in edits.iter().rev() {
            units.splice(edit.at as usize..(edit.at + edit.remove) as usize, edit.insert.encode_utf16());
        }
        String::from_utf16(&units).unwrap()
    }

    proptest! {
        #[test]
        fn the_edits_lead_from_one_text_to_the_other(old in "[ab \n🔥]{0,30}", new in "[ab \n🔥]{0,30}") {
            prop_assert_eq!(apply(&old, &edits_between(&old, &new)), new);
        }

        #[test]
        fn line_ends_are_made_tidy_and_no_word_is_touched(text in "[ab🔥\r\n]{0,30}") {
            let edits = line_ends(&text);
            prop_assert_eq!(apply(&text, &edits), domain::refusal::tidy(&text));
            prop_assert_eq!(edits.len(), text.matches('\r').count());
            prop_assert!(edits.iter().all(|edit| edit.remove == 1));
        }
    }
}
