use std::sync::Arc;

use domain::postmortems::{Edit, edit_between, rebase};
use yrs::{
    Assoc, Doc, GetString, IndexedSequence, OffsetKind, Options, ReadTxn, StateVector, StickyIndex, Text, TextRef, Transact,
    Update,
    undo::{self, UndoManager},
    updates::{decoder::Decode, encoder::Encode},
};

/// The shared text as this tab has it. Knows no page.
pub(super) struct Model {
    doc: Doc,
    texts: Vec<TextRef>,
    undo: UndoManager<()>,
}

/// Marks what was typed here, so that undo never touches what others wrote.
const TYPED_HERE: &str = "typed here";
/// Strokes closer than this are undone together.
const TOGETHER_MILLIS: u64 = 500;

impl Model {
    /// `now_millis` tells strokes that are undone together from those that are not.
    pub(super) fn new(keys: &[String], now_millis: fn() -> u64) -> Self {
        let doc = Doc::with_options(Options { offset_kind: OffsetKind::Utf16, ..Options::default() });
        let texts: Vec<TextRef> = keys.iter().map(|key| doc.get_or_insert_text(key.as_str())).collect();
        let mut undo = UndoManager::with_options(undo::Options {
            capture_timeout_millis: TOGETHER_MILLIS,
            tracked_origins: [TYPED_HERE.into()].into(),
            capture_transaction: None,
            timestamp: Arc::new(now_millis),
            init_undo_stack: vec![],
            init_redo_stack: vec![],
        });
        for text in &texts {
            undo.expand_scope(&doc, text);
        }
        Self { doc, texts, undo }
    }

    pub(super) fn text(&self, section: usize) -> String {
        self.texts.get(section).map(|text| text.get_string(&self.doc.transact())).unwrap_or_default()
    }

    /// Applies what was typed: `shown` is what the textarea showed before, `value` what it holds now. Gives the
    /// update to send; absent where nothing changed.
    pub(super) fn type_in(&mut self, section: usize, shown: &str, value: &str, caret: Option<u32>) -> Option<Vec<u8>> {
        let typed = edit_between(shown, value, caret)?;
        let now = self.text(section);
        let drift: Vec<Edit> = edit_between(shown, &now, None).into_iter().collect();
        let text = self.texts.get(section)?;
        let mut txn = self.doc.transact_mut_with(TYPED_HERE);
        for edit in rebase(&[typed], &drift).iter().rev() {
            if edit.remove > 0 {
                text.remove_range(&mut txn, edit.at, edit.remove);
            }
            if !edit.insert.is_empty() {
                text.insert(&mut txn, edit.at, &edit.insert);
            }
        }
        Some(txn.encode_update_v1())
    }

    /// Takes back what was typed here last, or does it again. Gives the update to send.
    pub(super) fn undo(&mut self, again: bool) -> Option<Vec<u8>> {
        let before = self.doc.transact().state_vector();
        let done = if again { self.undo.redo_blocking() } else { self.undo.undo_blocking() };
        done.then(|| self.doc.transact().encode_state_as_update_v1(&before))
    }

    /// What comes next is undone by itself.
    pub(super) fn end_stroke(&mut self) {
        self.undo.reset();
    }

    pub(super) fn take(&self, update: &[u8]) {
        if let Ok(update) = Update::decode_v1(update) {
            let _ = self.doc.transact_mut().apply_update(update);
        }
    }

    pub(super) fn vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// What somebody lacks who has `vector`.
    pub(super) fn lack(&self, vector: &[u8]) -> Vec<u8> {
        let vector = StateVector::decode_v1(vector).unwrap_or_default();
        self.doc.transact().encode_state_as_update_v1(&vector)
    }

    /// A place that moves with the text around it.
    pub(super) fn stick(&self, section: usize, at: u32) -> Option<Vec<u8>> {
        let place = self.texts.get(section)?.sticky_index(&self.doc.transact(), at, Assoc::Before)?;
        Some(place.encode_v1())
    }

    /// Where such a place is now.
    pub(super) fn find(&self, place: &[u8]) -> Option<u32> {
        let place = StickyIndex::decode_v1(place).ok()?;
        Some(place.get_offset(&self.doc.transact())?.index)
    }
}
