//! What the server has not confirmed yet, on this device. Each tab keeps its own; whichever opens the page next
//! takes all of them in, since an update taken twice does no harm.

use leptos::prelude::window;
use uuid::Uuid;
use web_sys::Storage;

use super::wire::{from_base64, to_base64};

pub(super) struct Kept {
    prefix: String,
    own: String,
    /// Entries that are in the text of this tab already, and go when that is confirmed.
    taken: Vec<String>,
}

impl Kept {
    pub(super) fn of(document: Uuid) -> Self {
        let prefix = format!("tocsin.unsaved.{document}.");
        let own = format!("{prefix}{:.0}", js_sys::Math::random() * 1e15);
        Self { prefix, own, taken: vec![] }
    }

    /// What was left by tabs that were closed or reloaded.
    pub(super) fn take_all(&mut self) -> Vec<Vec<u8>> {
        let Some(storage) = storage() else { return vec![] };
        let keys = (0..storage.length().unwrap_or(0)).filter_map(|n| storage.key(n).ok().flatten());
        self.taken = keys.filter(|key| key.starts_with(&self.prefix)).collect();
        self.taken.iter().filter_map(|key| storage.get_item(key).ok().flatten()).map(|text| from_base64(&text)).collect()
    }

    pub(super) fn keep(&self, update: &[u8]) {
        let _ = storage().map(|storage| storage.set_item(&self.own, &to_base64(update)));
    }

    /// The server has it all.
    pub(super) fn confirm(&mut self) {
        let Some(storage) = storage() else { return };
        for key in self.taken.drain(..).chain([self.own.clone()]) {
            let _ = storage.remove_item(&key);
        }
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
