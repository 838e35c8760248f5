//! What the server has not confirmed yet, on this device, for whoever wrote it. Each tab keeps its own; whichever of that
//! person's tabs opens the page next takes all of them in, since an update taken twice does no harm.

use uuid::Uuid;

use super::wire::{from_base64, to_base64};
use crate::device;

pub(super) struct Kept {
    prefix: String,
    own: String,
    /// Entries that are in the text of this tab already, as they were taken in; they go when that is confirmed.
    taken: Vec<(String, String)>,
}

impl Kept {
    pub(super) fn of(document: Uuid) -> Self {
        let prefix = format!("tocsin.unsaved.{document}.{}.", device::person().unwrap_or_default());
        let own = format!("{prefix}{:.0}", js_sys::Math::random() * 1e15);
        Self { prefix, own, taken: vec![] }
    }

    /// What was left by tabs that were closed or reloaded.
    pub(super) fn take_all(&mut self) -> Vec<Vec<u8>> {
        let keys = device::keys(&self.prefix).into_iter();
        self.taken = keys.filter_map(|key| device::read(&key).map(|text| (key, text))).collect();
        self.taken()
    }

    /// What of that the server has not confirmed yet.
    pub(super) fn taken(&self) -> Vec<Vec<u8>> {
        self.taken.iter().map(|(_, text)| from_base64(text)).collect()
    }

    pub(super) fn keep(&self, update: &[u8]) {
        device::write(&self.own, &to_base64(update));
    }

    /// The server has it all.
    pub(super) fn confirm(&mut self) {
        for (key, text) in self.taken.drain(..) {
            // A tab that is still open may have written more by now.
            if device::read(&key) == Some(text) {
                device::remove(&key);
            }
        }
        device::remove(&self.own);
    }
}
