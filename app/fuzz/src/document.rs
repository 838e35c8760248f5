use domain::postmortems::{DocumentMessage, Edit};

#[path = "../../../server/backend/src/postmortems/documents/text.rs"]
mod text;

use text::SharedText;

/// A library's own panics are caught where updates are taken and where a shell's words are looked for, and so must not end
/// the run.
pub fn silence() {
    std::panic::set_hook(Box::new(|_| {}));
}

fn new() -> SharedText {
    SharedText::new(&["impact".to_owned(), "cause".to_owned()])
}

/// Updates that somebody sends, cut at lengths that stand before each: they are taken or refused, and what was taken is the same
/// for everybody else, and after it was stored.
pub fn merges_or_refuses(sent: &[u8]) {
    let mut ours = new();
    let begun = ours.edit("impact", &[Edit { at: 0, remove: 0, insert: "One order in five fails.".to_owned() }]);
    let mut taken: Vec<Vec<u8>> = begun.into_iter().collect();
    for update in cut(sent) {
        match DocumentMessage::decode(update) {
            Some(DocumentMessage::Have(vector)) => drop(ours.lack(&vector)),
            Some(DocumentMessage::Lack(update) | DocumentMessage::Update(update)) if ours.apply(&update).is_ok() => {
                taken.push(update)
            }
            _ if ours.apply(update).is_ok() => taken.push(update.to_vec()),
            // Afterwards it is in doubt, and read anew from what was stored.
            _ => ours = stored(&taken),
        }
    }
    let again = stored(&taken);
    assert_eq!(ours.texts(), again.texts(), "what was stored is read as something else");
    let mut restored = new();
    let snapshot = again.snapshot().expect("a text that was taken can be kept");
    assert_eq!(restored.restore(&snapshot, true), Ok(()));
    assert_eq!(restored.texts(), again.texts(), "a snapshot says something else");
}

fn stored(updates: &[Vec<u8>]) -> SharedText {
    let mut text = new();
    for update in updates {
        assert_eq!(text.restore(update, false), Ok(()), "what was taken can't be read any more");
    }
    text
}

fn cut(mut sent: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    while let Some((&length, rest)) = sent.split_first() {
        let (piece, rest) = rest.split_at(rest.len().min(usize::from(length)));
        pieces.push(piece);
        sent = rest;
    }
    pieces
}
