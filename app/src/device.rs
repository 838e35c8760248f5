//! What a browser keeps on this device, over a reload and a crash: each thing under a key of its own that names the person
//! whose it is, so that tabs and people take nothing from each other.

use leptos::prelude::{document, window};
use web_sys::Storage;

/// The id of whoever is signed in, as the page says.
pub(crate) fn person() -> Option<String> {
    document().body()?.get_attribute("data-person")
}

pub(crate) fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Whether it could be kept: a device may be full, or its owner may allow nothing to be kept.
pub(crate) fn write(key: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

pub(crate) fn remove(key: &str) {
    let _ = storage().map(|storage| storage.remove_item(key));
}

/// The keys that begin so, in order.
pub(crate) fn keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else { return vec![] };
    let all = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    let mut keys: Vec<String> = all.filter(|key| key.starts_with(prefix)).collect();
    keys.sort();
    keys
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
