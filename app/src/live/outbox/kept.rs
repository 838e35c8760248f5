//! Letters that are not done yet: in this tab, and on this device under a key each.

use std::cell::RefCell;

use leptos::prelude::*;

use super::Letter;
use crate::device;

const PREFIX: &str = "tocsin.waiting.";

thread_local! {
    static LETTERS: RefCell<Option<ArcRwSignal<Vec<Letter>>>> = const { RefCell::new(None) };
}

/// The letters of whoever is signed in, in order, for showing.
pub fn letters() -> ArcRwSignal<Vec<Letter>> {
    LETTERS.with_borrow_mut(|letters| letters.get_or_insert_with(|| ArcRwSignal::new(read())).clone())
}

/// How many letters of other people wait on this device.
pub fn of_others() -> usize {
    let own = prefix();
    device::keys(PREFIX).iter().filter(|key| !key.starts_with(&own)).count()
}

/// The next one to be sent.
pub(super) fn next() -> Option<Letter> {
    letters().with_untracked(|letters| letters.iter().find(|letter| letter.refusal.is_none()).cloned())
}

pub(super) fn find(key: &str) -> Option<Letter> {
    letters().with_untracked(|letters| letters.iter().find(|letter| letter.key == key).cloned())
}

/// Keeps a letter, or what has become of it; gives whether the device has it.
pub(super) fn put(mut letter: Letter) -> bool {
    let text = serde_json::to_string(&letter).unwrap_or_default();
    let is_kept = device::write(&format!("{}{}", prefix(), letter.key), &text);
    letter.is_kept = is_kept;
    letters().update(|letters| {
        letters.retain(|other| other.key != letter.key);
        letters.push(letter);
        letters.sort_by(|one, other| one.key.cmp(&other.key));
    });
    is_kept
}

pub(super) fn remove(key: &str) {
    device::remove(&format!("{}{key}", prefix()));
    letters().update(|letters| letters.retain(|letter| letter.key != key));
}

/// Another tab has kept or removed some.
pub(super) fn look_again() {
    let mut all = read();
    letters().update(|letters| {
        all.extend(letters.drain(..).filter(|letter| !letter.is_kept));
        all.sort_by(|one, other| one.key.cmp(&other.key));
        *letters = all;
    });
}

fn prefix() -> String {
    format!("{PREFIX}{}.", device::person().unwrap_or_default())
}

fn read() -> Vec<Letter> {
    let texts = device::keys(&prefix()).into_iter().filter_map(|key| device::read(&key));
    texts.filter_map(|text| Some(Letter { is_kept: true, ..serde_json::from_str(&text).ok()? })).collect()
}
