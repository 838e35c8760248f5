use serde::{Deserialize, Serialize};

/// How a probe ended. The four words of the design, and a neutral one for a probe that had nothing
/// to judge: *holds* is kept for a predicate that was looked at and found true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The target answered and the predicate is true.
    Holds,
    /// The target answered and the predicate is false.
    DoesNotHold,
    /// Nothing can be said: no answer, no right to look, or an answer that the predicate doesn't fit.
    CouldNotObserve,
    /// The probe was not carried out, because it isn't certain to only read.
    Refused,
    /// The target answered; there was no predicate.
    Observed,
}

impl Outcome {
    pub const ALL: [Self; 5] = [Self::Holds, Self::DoesNotHold, Self::CouldNotObserve, Self::Refused, Self::Observed];

    /// The word that people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::DoesNotHold => "does not hold",
            Self::CouldNotObserve => "could not observe",
            Self::Refused => "refused",
            Self::Observed => "observed",
        }
    }

    /// The word of the wire and of `data-outcome` in pages, as serde writes it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::DoesNotHold => "does_not_hold",
            Self::CouldNotObserve => "could_not_observe",
            Self::Refused => "refused",
            Self::Observed => "observed",
        }
    }

    /// Whether the target was seen at all. A page may show green or red only when it was.
    pub const fn was_seen(self) -> bool {
        matches!(self, Self::Holds | Self::DoesNotHold | Self::Observed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_an_outcome_is_its_word_on_the_wire() {
        for outcome in Outcome::ALL {
            let written = serde_json::to_value(outcome).unwrap();
            assert_eq!(written, outcome.key());
            assert_eq!(outcome.label().replace(' ', "_"), outcome.key());
        }
    }
}
