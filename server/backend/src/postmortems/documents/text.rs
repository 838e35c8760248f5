use std::{
    fmt::Write as _,
    panic::{AssertUnwindSafe, catch_unwind},
};

use domain::postmortems::Edit;
use sha2::{Digest, Sha256};
use yrs::{
    Doc, GetString, IdSet, OffsetKind, Options, ReadTxn, StateVector, Text, TextRef, Transact, TransactionMut, Update,
    updates::{decoder::Decode, encoder::Encode},
};

use super::diff::line_ends;

/// A section's key and its text, in the order of the sections.
pub type Texts = Vec<(String, String)>;

/// The sections of a post-mortem as one document that merges. Only the server's task holds one.
pub(super) struct SharedText {
    doc: Doc,
    sections: Vec<(String, TextRef)>,
}

/// An update that can't be taken: damaged, hostile, or too much. Afterwards the document is in doubt and is
/// to be read anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    Malformed,
    TooLong,
    /// It follows on something that is not here.
    Early,
}

/// All sections together hold so many bytes at most; a long post-mortem has 20 000.
const MOST: usize = 500_000;

impl SharedText {
    pub(super) fn new(keys: &[String]) -> Self {
        let doc = Doc::with_options(Options { offset_kind: OffsetKind::Utf16, ..Options::default() });
        // Declared before any update is taken, so that nobody can make a section something else than text.
        let sections = keys.iter().map(|key| (key.clone(), doc.get_or_insert_text(key.as_str()))).collect();
        Self { doc, sections }
    }

    /// Takes an update that somebody sent. Gives whether it says anything new.
    ///
    /// One that comes before what it follows on is refused: the library would put it by, and does not always find it again
    /// when the rest has come.
    pub(super) fn apply(&mut self, update: &[u8]) -> Result<bool, Unfit> {
        if !is_plausible(update) {
            return Err(Unfit::Malformed);
        }
        let (waited, roots) = (self.waits(), self.roots());
        // Updates made to do harm can panic inside the library: https://github.com/y-crdt/y-crdt/issues/415
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let update = Update::decode_v1(update).map_err(|_| Unfit::Malformed)?;
            let said = update.insertions(true);
            let is_news = self.integrate(update)?;
            // Beside the sections there is nothing to write in: it would be kept for ever, and nobody would see it.
            if self.roots() > roots {
                return Err(Unfit::Malformed);
            }
            Ok((is_news, self.has_all(&said)))
        }));
        let (is_news, has_all) = outcome.unwrap_or(Err(Unfit::Malformed))?;
        if !has_all || (!waited && self.waits()) {
            return Err(Unfit::Early);
        }
        if self.length() > MOST { Err(Unfit::TooLong) } else { Ok(is_news) }
    }

    /// How long all sections together are.
    fn length(&self) -> usize {
        self.texts().iter().map(|(_, text)| text.len()).sum()
    }

    /// Of how many texts it has a name: of the sections, and of what somebody wrote beside them before that was refused.
    fn roots(&self) -> usize {
        self.doc.transact().root_refs().count()
    }

    /// Whether it holds something that follows on what is not here. Only texts from before such updates were refused may.
    fn waits(&self) -> bool {
        self.doc.transact().has_missing_updates()
    }

    /// Whether it holds `said` and all that its writers said before it. The library takes a stroke whose neighbours are here
    /// even where the writer's own strokes before it are not, and leaves a gap.
    fn has_all(&self, said: &IdSet) -> bool {
        let vector = self.doc.transact().state_vector();
        said.client_ids().all(|writer| {
            let Some(ranges) = said.get(&writer) else { return true };
            ranges.clock_end().is_none_or(|end| vector.get(&writer) >= end)
        })
    }

    /// Takes what was stored: v1 updates as they came, v2 snapshots.
    pub(super) fn restore(&mut self, stored: &[u8], is_snapshot: bool) -> Result<(), Unfit> {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let update = if is_snapshot { Update::decode_v2(stored) } else { Update::decode_v1(stored) };
            self.integrate(update.map_err(|_| Unfit::Malformed)?)
        }));
        outcome.unwrap_or(Err(Unfit::Malformed)).map(drop)
    }

    fn integrate(&self, update: Update) -> Result<bool, Unfit> {
        let mut txn = self.doc.transact_mut();
        txn.apply_update(update).map_err(|_| Unfit::Malformed)?;
        txn.commit();
        // What still waits for something before it has changed nothing yet, and must be kept all the same.
        Ok(txn.has_changes() || txn.has_missing_updates())
    }

    /// Applies edits of one section, from the last to the first. Gives the update that says so.
    pub(super) fn edit(&mut self, key: &str, edits: &[Edit]) -> Option<Vec<u8>> {
        let (_, section) = self.sections.iter().find(|(known, _)| known == key)?;
        let mut txn = self.doc.transact_mut();
        put_in(&mut txn, section, edits);
        Some(txn.encode_update_v1())
    }

    /// The same for edits that somebody made, unless they make it longer than it may be.
    pub(super) fn edit_within(&mut self, key: &str, edits: &[Edit]) -> Result<Option<Vec<u8>>, Unfit> {
        let before = self.length();
        let update = self.edit(key, edits);
        let length = self.length();
        if length > MOST && length > before { Err(Unfit::TooLong) } else { Ok(update) }
    }

    /// Makes all line ends tidy. Gives the update that says so; absent where they are.
    pub(super) fn tidy_line_ends(&mut self) -> Option<Vec<u8>> {
        let edits: Vec<Vec<Edit>> = self.texts().iter().map(|(_, text)| line_ends(text)).collect();
        if edits.iter().all(Vec::is_empty) {
            return None;
        }
        let mut txn = self.doc.transact_mut();
        for ((_, section), edits) in self.sections.iter().zip(&edits) {
            put_in(&mut txn, section, edits);
        }
        Some(txn.encode_update_v1())
    }

    pub(super) fn texts(&self) -> Texts {
        let txn = self.doc.transact();
        self.sections.iter().map(|(key, section)| (key.clone(), section.get_string(&txn))).collect()
    }

    /// What somebody lacks who has `vector`; absent: that is no state vector.
    pub(super) fn lack(&self, vector: &[u8]) -> Option<Vec<u8>> {
        if !is_plausible(vector) {
            return None;
        }
        let vector = catch_unwind(|| StateVector::decode_v1(vector).ok()).ok().flatten()?;
        Some(self.doc.transact().encode_state_as_update_v1(&vector))
    }

    /// Everything, as one update.
    pub(super) fn whole(&self) -> Vec<u8> {
        self.doc.transact().encode_state_as_update_v1(&StateVector::default())
    }

    pub(super) fn vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// Everything, in the form that takes the least room; absent where it can't be read back, as with a text that has gaps.
    pub(super) fn snapshot(&self) -> Option<Vec<u8>> {
        let snapshot = self.doc.transact().encode_state_as_update_v2(&StateVector::default());
        let mut again = Self::new(&self.sections.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>());
        (again.restore(&snapshot, true).is_ok() && again.texts() == self.texts()).then_some(snapshot)
    }
}

fn put_in(txn: &mut TransactionMut<'_>, section: &TextRef, edits: &[Edit]) {
    for edit in edits.iter().rev() {
        if edit.remove > 0 {
            section.remove_range(txn, edit.at, edit.remove);
        }
        if !edit.insert.is_empty() {
            section.insert(txn, edit.at, &edit.insert);
        }
    }
}

/// SHA-256 over keys and texts, in hexadecimal: what an approval binds to.
pub(crate) fn content_hash(texts: &Texts) -> String {
    let mut hasher = Sha256::new();
    for part in texts.iter().flat_map(|(key, text)| [key, text]) {
        // The length keeps two parts from being mistaken for one.
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let mut hash = String::with_capacity(64);
    for byte in hasher.finalize() {
        let _ = write!(hash, "{byte:02x}");
    }
    hash
}

/// Whether an update or a vector can hold as many writers as it says that it holds: the library makes room for them
/// before it looks, hundreds of megabytes for a message of seven bytes.
fn is_plausible(message: &[u8]) -> bool {
    let mut writers = 0_u64;
    for (at, byte) in message.iter().enumerate().take(9) {
        writers |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return usize::try_from(writers).is_ok_and(|writers| writers <= message.len());
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys() -> Vec<String> {
        vec!["impact".to_owned(), "cause".to_owned()]
    }

    fn typed(text: &mut SharedText, at: u32, words: &str) -> Vec<u8> {
        text.edit("impact", &[Edit { at, remove: 0, insert: words.to_owned() }]).unwrap()
    }

    /// Whether it was taken; a text that refused is read anew, as the server does.
    fn hand_over(to: &mut SharedText, update: &[u8]) -> bool {
        let before = to.snapshot().unwrap();
        match to.apply(update) {
            Ok(_) => true,
            Err(Unfit::Early) => {
                *to = SharedText::new(&keys());
                to.restore(&before, true).unwrap();
                false
            }
            Err(unfit) => panic!("{unfit:?}"),
        }
    }

    #[test]
    fn a_malformed_update_is_refused() {
        let mut text = SharedText::new(&keys());
        assert_eq!(text.apply(b"\xff\xff\xff\xff\xff\x0f\x01 noise"), Err(Unfit::Malformed));
    }

    #[test]
    fn what_is_known_already_is_no_news() {
        let (mut ada, mut ben) = (SharedText::new(&keys()), SharedText::new(&keys()));
        let update = typed(&mut ada, 0, "hello");
        assert_eq!((ben.apply(&update), ben.apply(&update)), (Ok(true), Ok(false)));
    }

    #[test]
    fn line_ends_are_made_tidy_once_however_many_servers_see_to_it() {
        let (mut ada, mut ben) = (SharedText::new(&keys()), SharedText::new(&keys()));
        let form = typed(&mut ada, 0, "One 🔥.\r\nTwo.\rThree.\r\n");
        ben.apply(&form).unwrap();
        let (adas, bens) = (ada.tidy_line_ends().unwrap(), ben.tidy_line_ends().unwrap());
        // A lone one becomes a line end on each, and merges to two.
        ada.apply(&bens).unwrap();
        ben.apply(&adas).unwrap();
        assert_eq!(ada.texts()[0].1, "One 🔥.\nTwo.\n\nThree.\n");
        assert_eq!(ada.texts(), ben.texts());
        assert_eq!((ada.tidy_line_ends(), ben.tidy_line_ends()), (None, None));
    }

    #[test]
    fn what_follows_on_something_that_is_not_here_is_refused() {
        let (mut ada, mut ben) = (SharedText::new(&keys()), SharedText::new(&keys()));
        let (first, second) = (typed(&mut ada, 0, "one "), typed(&mut ada, 4, "two"));
        assert_eq!(ben.apply(&second), Err(Unfit::Early));
        let mut ben = SharedText::new(&keys());
        assert_eq!((ben.apply(&first), ben.apply(&second)), (Ok(true), Ok(true)));
        assert_eq!(ben.texts(), ada.texts());
    }

    /// The library takes such a stroke at once, leaves a gap before it, and writes a snapshot that it can't read.
    #[test]
    fn a_stroke_that_leaves_a_gap_before_it_is_refused() {
        let (mut ada, mut ben) = (SharedText::new(&keys()), SharedText::new(&keys()));
        let base = typed(&mut ada, 0, "base ");
        ben.apply(&base).unwrap();
        // Cleo's second stroke follows on Ada's words alone, not on her own first.
        let mut cleo = SharedText::new(&keys());
        cleo.apply(&base).unwrap();
        let (first, second) = (typed(&mut cleo, 0, "one "), typed(&mut cleo, 9, "two"));
        assert_eq!(ben.apply(&second), Err(Unfit::Early));

        let mut old = SharedText::new(&keys());
        old.restore(&base, false).unwrap();
        old.restore(&second, false).unwrap();
        assert_eq!(old.snapshot(), None, "one stored so before it was refused is kept as it came");
        assert_eq!((old.apply(&first), old.texts()), (Ok(true), cleo.texts()));
        assert!(old.snapshot().is_some());
    }

    #[test]
    fn more_than_a_post_mortem_can_be_is_refused() {
        let (mut ada, mut ben) = (SharedText::new(&keys()), SharedText::new(&keys()));
        let update = typed(&mut ada, 0, &"x".repeat(MOST + 1));
        assert_eq!(ben.apply(&update), Err(Unfit::TooLong));
        let mut form = SharedText::new(&keys());
        let words = |size: usize| [Edit { at: 0, remove: 0, insert: "x".repeat(size) }];
        assert!(form.edit_within("impact", &words(MOST)).is_ok_and(|update| update.is_some()));
        for _ in 0..2 {
            assert_eq!(form.edit_within("cause", &words(1)), Err(Unfit::TooLong));
        }
        // One that was longer before there was a limit gets shorter by and by.
        assert!(form.edit_within("impact", &[Edit { at: 0, remove: 1, insert: String::new() }]).is_ok());
    }

    #[test]
    fn what_is_written_beside_the_sections_is_refused() {
        let (mut text, elsewhere) = (SharedText::new(&keys()), Doc::new());
        let attic = elsewhere.get_or_insert_text("attic");
        let beside = |words: &str| {
            let mut txn = elsewhere.transact_mut();
            attic.insert(&mut txn, 0, words);
            txn.encode_update_v1()
        };
        let (first, second) = (beside("unseen "), beside("for ever "));
        assert_eq!(text.apply(&first), Err(Unfit::Malformed));

        // One that has it from before goes on, with what there is.
        let mut old = SharedText::new(&keys());
        old.restore(&first, false).unwrap();
        assert_eq!(old.apply(&second), Ok(true));
        let mut ada = SharedText::new(&keys());
        assert_eq!(old.apply(&typed(&mut ada, 0, "seen")), Ok(true));
        assert_eq!(old.texts()[0].1, "seen");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Each stroke is by one of three, at some place, and arrives elsewhere in any order; one that comes too early comes
        /// again.
        #[test]
        fn replicas_converge_whatever_the_order(strokes in proptest::collection::vec((0_usize..3, 0_u32..40, "[a-z🔥]{0,4}", 0_u32..4), 1..24), seed in any::<u64>()) {
            let mut replicas: Vec<SharedText> = (0..3).map(|_| SharedText::new(&keys())).collect();
            let mut made: Vec<Vec<u8>> = vec![];
            for (who, at, insert, remove) in strokes {
                let text = replicas[who].texts()[0].1.clone();
                // Browsers never cut a character in half, so neither does this.
                let places: Vec<u32> = std::iter::once(0).chain(text.chars().scan(0, |at, c| { *at += u32::try_from(c.len_utf16()).unwrap(); Some(*at) })).collect();
                let from = (at as usize).min(places.len() - 1);
                let to = (from + remove as usize).min(places.len() - 1);
                let edit = Edit { at: places[from], remove: places[to] - places[from], insert };
                made.push(replicas[who].edit("impact", &[edit]).unwrap());
                if seed.rotate_left(u32::try_from(made.len() % 64).unwrap()) & 1 == 1 {
                    let update = &made[usize::try_from(seed).unwrap_or(0) % made.len()];
                    hand_over(&mut replicas[(who + 1) % 3], update);
                }
            }
            for (n, replica) in replicas.iter_mut().enumerate() {
                let mut coming: Vec<&Vec<u8>> = made.iter().collect();
                if n % 2 == 1 {
                    coming.reverse();
                }
                while !coming.is_empty() {
                    let before = coming.len();
                    coming.retain(|update| !hand_over(replica, update));
                    prop_assert!(coming.len() < before, "what all have made fits in the end");
                }
            }
            prop_assert_eq!(replicas[0].texts(), replicas[1].texts());
            prop_assert_eq!(replicas[0].texts(), replicas[2].texts());
        }

        #[test]
        fn a_damaged_update_harms_nobody(flips in proptest::collection::vec((0_usize..200, any::<u8>()), 1..6)) {
            let mut ada = SharedText::new(&keys());
            let mut update = typed(&mut ada, 0, "All is well and will be so.");
            for (at, byte) in flips {
                let at = at % update.len();
                update[at] = byte;
            }
            let _ = SharedText::new(&keys()).apply(&update);
        }
    }

    #[test]
    fn a_message_that_claims_more_writers_than_it_has_bytes_is_refused_before_there_is_room_for_them() {
        assert!(is_plausible(&[0, 0]), "an empty update");
        assert!(is_plausible(&[1, 1, 7, 0, 0]));
        assert!(!is_plausible(&[0xf9, 0xf9, 0xf9, 0x00, 0xf9, 0xf9, 0x00]));
        assert!(!is_plausible(&[0x80; 40]));
        assert!(!is_plausible(&[]));
    }
}
