use domain::diagnostics::{Observation, Outcome};
use sha2::{Digest as _, Sha256};

/// Why a probe saw nothing: a sentence that says what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Not carried out, because it isn't certain to only read.
    Refused(String),
    /// Tried, and nothing can be said.
    CouldNotObserve(String),
}

impl Failure {
    pub(super) fn refused(sentence: impl Into<String>) -> Self {
        Self::Refused(sentence.into())
    }

    pub(super) fn unseen(sentence: impl Into<String>) -> Self {
        Self::CouldNotObserve(sentence.into())
    }

    pub(super) fn into_parts(self) -> (Outcome, String) {
        match self {
            Self::Refused(sentence) => (Outcome::Refused, sentence),
            Self::CouldNotObserve(sentence) => (Outcome::CouldNotObserve, sentence),
        }
    }
}

/// What a probe saw, and the fingerprint of everything that it read.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) observation: Observation,
    pub(super) sha256: String,
    pub(super) bytes: u64,
}

/// The hash and the length of an output that arrives in pieces.
#[derive(Default)]
pub(super) struct Fingerprint {
    hash: Sha256,
    pub(super) bytes: u64,
}

impl Fingerprint {
    pub(super) fn add(&mut self, piece: &[u8]) {
        self.hash.update(piece);
        self.bytes = self.bytes.saturating_add(piece.len() as u64);
    }

    pub(super) fn seen(self, observation: Observation) -> Seen {
        let digest = self.hash.finalize();
        let sha256 = format!("{digest:x}");
        Seen { observation, sha256, bytes: self.bytes }
    }
}
