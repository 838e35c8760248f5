use domain::{incidents::Incident, log::Fold as _, timeline::Entry};

/// An incident as a tab folds it from the entries that it is sent.
#[derive(Default)]
pub(super) struct Room {
    state: Incident,
}

impl Room {
    /// Takes entries as they travel. What is known already changes nothing; false: something before them is missing, and the
    /// tab is to ask for all after [`Room::seq`].
    pub(super) fn hear(&mut self, entries: &[u8]) -> bool {
        let entries: Vec<Entry> = serde_json::from_slice(entries).unwrap();
        for entry in entries {
            if entry.recorded.seq <= self.state.seq {
                continue;
            }
            if entry.recorded.seq > self.state.seq + 1 {
                return false;
            }
            self.state.apply(&entry.recorded);
        }
        true
    }

    pub(super) fn seq(&self) -> i64 {
        self.state.seq
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(&self.state).unwrap()
    }
}
