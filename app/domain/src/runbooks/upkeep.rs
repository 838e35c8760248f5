//! Who answers for a runbook, how grave what it is for is, and how often it is looked at: said by a person, whatever its
//! text says.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Runbook, RunbookEvent, SeverityReading, runbook::after_days};
use crate::{Refusal, incidents::Severity, refusal::bounded};

/// Days that may lie between two reviews.
const DAYS: RangeInclusive<u16> = 1..=731;

const MOST_OWNERS: usize = 20;

/// What a person says of a runbook's upkeep. What is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upkeep {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owners: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_days: Option<u16>,
}

impl Upkeep {
    /// Reads what a form says; an empty field says nothing. Owners are parted by commas. Refuses an interval that is none.
    pub fn read(owners: &str, severity: &str, review_days: &str) -> Result<Self, Refusal> {
        let mut named: Vec<String> = Vec::new();
        for owner in owners.split([',', ';']) {
            let owner = bounded("owners", owner, 120)?;
            if !owner.is_empty() && !named.contains(&owner) {
                named.push(owner);
            }
        }
        if named.len() > MOST_OWNERS {
            let sentence = format!("More than {MOST_OWNERS} owners are none: name those who answer for it.");
            return Err(Refusal::invalid("owners", sentence));
        }
        let severity = match severity.trim() {
            "" => None,
            word => Some(word.parse()?),
        };
        let review_days = match review_days.trim() {
            "" => None,
            number => Some(Self::read_days(number).map_err(|sentence| Refusal::invalid("review_days", sentence))?),
        };
        Ok(Self { owners: (!named.is_empty()).then_some(named), severity, review_days })
    }

    /// Reads how many days lie between two reviews; what can't be is refused with a sentence.
    pub(super) fn read_days(text: &str) -> Result<u16, String> {
        let days = text.trim().parse().ok().filter(|days| DAYS.contains(days));
        days.ok_or_else(|| {
            let (least, most) = (DAYS.start(), DAYS.end());
            format!("Write how many days lie between two reviews: {least} to {most}.")
        })
    }

    pub fn is_empty(&self) -> bool {
        self.owners.is_none() && self.severity.is_none() && self.review_days.is_none()
    }

    /// The same, and where it says nothing what `before` said.
    #[must_use]
    pub fn over(self, before: Self) -> Self {
        Self {
            owners: self.owners.or(before.owners),
            severity: self.severity.or(before.severity),
            review_days: self.review_days.or(before.review_days),
        }
    }

    /// What it changes about a runbook as it stands. A shorter interval brings the next review forward; a longer one
    /// leaves the date to which everybody looks.
    pub fn change(&self, runbook: &Runbook, today: NaiveDate) -> Vec<RunbookEvent> {
        let mut events = Vec::new();
        if let Some(owners) = self.owners.as_ref().filter(|owners| **owners != runbook.owners) {
            events.push(RunbookEvent::OwnersChanged { owners: owners.clone() });
        }
        if let Some(level) = self.severity.filter(|level| runbook.severity.as_ref().map(|reading| reading.level) != Some(*level))
        {
            events
                .push(RunbookEvent::SeverityChanged { severity: SeverityReading { original: level.label().to_owned(), level } });
        }
        if let Some(days) = self.review_days.filter(|days| *days != runbook.review_days()) {
            events.push(RunbookEvent::ReviewIntervalChanged { days });
            let looked_at = runbook.last_review.as_ref().map(|review| review.at.date_naive());
            let since = looked_at.or_else(|| runbook.current().map(|version| version.published_at.date_naive()));
            let due = after_days(since.unwrap_or(today), days).max(today);
            if due < runbook.next_review {
                events.push(RunbookEvent::ReviewScheduled { next_review: due });
            }
        }
        events
    }
}

/// Of which runbooks something is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Whom {
    #[default]
    Ticked,
    All,
    WithoutOwner,
    WithoutSeverity,
}

impl Whom {
    pub const ALL: [Self; 4] = [Self::Ticked, Self::All, Self::WithoutOwner, Self::WithoutSeverity];

    /// The word in a form.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ticked => "ticked",
            Self::All => "all",
            Self::WithoutOwner => "without_owner",
            Self::WithoutSeverity => "without_severity",
        }
    }

    /// The words on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Ticked => "The ticked runbooks",
            Self::All => "All runbooks",
            Self::WithoutOwner => "Runbooks without an owner",
            Self::WithoutSeverity => "Runbooks without a severity",
        }
    }
}

impl std::str::FromStr for Whom {
    type Err = Refusal;
    fn from_str(word: &str) -> Result<Self, Refusal> {
        let found = Self::ALL.into_iter().find(|whom| whom.word() == word);
        found.ok_or_else(|| Refusal::invalid("whom", "Choose of which runbooks it is said, from those that the page offers."))
    }
}
