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

/// A text as forms send it: lines end with one character, and nothing that no text holds.
pub(super) fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "")
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

    proptest! {
        #[test]
        fn the_edits_lead_from_one_text_to_the_other(old in "[ab \n🔥]{0,30}", new in "[ab \n🔥]{0,30}") {
            let mut units: Vec<u16> = old.encode_utf16().collect();
            for edit in edits_between(&old, &new).iter().rev() {
                units.splice(edit.at as usize..(edit.at + edit.remove) as usize, edit.insert.encode_utf16());
            }
            prop_assert_eq!(String::from_utf16(&units).unwrap(), new);
        }
    }
}
