//! Who answers for a runbook, how grave what it is for is, and how often it is looked at: said by a person, whatever its
//! text says.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Runbook, RunbookEvent, SeverityReading,
    runbook::{REVIEW_DAYS, after_days},
};
use crate::{Refusal, incidents::Severity, refusal::bounded};

/// Days that may lie between two reviews.
const DAYS: RangeInclusive<u16> = 1..=731;

const MOST_OWNERS: usize = 20;

/// A word that a person gives, or takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said<T> {
    /// It is to be as if nobody had said anything.
    TakenBack,
    #[serde(untagged)]
    This(T),
}

impl<T> Said<T> {
    /// What is said, if anything is.
    pub fn word(self) -> Option<T> {
        match self {
            Self::TakenBack => None,
            Self::This(word) => Some(word),
        }
    }
}

/// What a person says of a runbook's upkeep. What is absent stays as it is; an empty list of owners is nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upkeep {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owners: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Said<Severity>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_days: Option<Said<u16>>,
}

impl Upkeep {
    /// In a form: the severity that the text names.
    pub const AS_WRITTEN: &str = "text";

    /// Reads what a form says of many runbooks; an empty field says nothing. Owners are parted by commas. Refuses an interval
    /// that is none.
    pub fn read(owners: &str, severity: &str, review_days: &str) -> Result<Self, Refusal> {
        let owners = Some(Self::read_owners(owners)?).filter(|owners| !owners.is_empty());
        let severity = Self::read_severity(severity)?;
        let review_days = Self::read_interval(review_days)?.map(Said::This);
        Ok(Self { owners, severity, review_days })
    }

    /// Reads what a form says of one runbook, all of whose fields it has: without owners nobody answers for it, and without
    /// an interval the usual one holds.
    pub fn read_whole(owners: &str, severity: &str, review_days: &str) -> Result<Self, Refusal> {
        let (owners, severity) = (Self::read_owners(owners)?, Self::read_severity(severity)?);
        let review_days = Self::read_interval(review_days)?.map_or(Said::TakenBack, Said::This);
        Ok(Self { owners: Some(owners), severity, review_days: Some(review_days) })
    }

    fn read_owners(owners: &str) -> Result<Vec<String>, Refusal> {
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
        Ok(named)
    }

    fn read_severity(severity: &str) -> Result<Option<Said<Severity>>, Refusal> {
        Ok(match severity.trim() {
            "" => None,
            Self::AS_WRITTEN => Some(Said::TakenBack),
            word => Some(Said::This(word.parse()?)),
        })
    }

    fn read_interval(days: &str) -> Result<Option<u16>, Refusal> {
        match days.trim() {
            "" => Ok(None),
            number => Self::read_days(number).map(Some).map_err(|sentence| Refusal::invalid("review_days", sentence)),
        }
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
        let graded = runbook.severity.as_ref().map(|reading| reading.level);
        let as_written = runbook.draft.as_ref().and_then(|draft| draft.severity.as_ref());
        match self.severity {
            Some(Said::This(level)) if graded != Some(level) => {
                let severity = SeverityReading { original: level.label().to_owned(), level };
                events.push(RunbookEvent::SeverityChanged { severity });
            }
            Some(Said::TakenBack) if runbook.severity.as_ref() != as_written => events.push(RunbookEvent::SeverityAsWritten),
            _ => {}
        }
        let interval = match self.review_days {
            Some(Said::This(days)) if days != runbook.review_days() => Some((days, RunbookEvent::ReviewIntervalChanged { days })),
            Some(Said::TakenBack) if runbook.review_days.is_some() => Some((REVIEW_DAYS, RunbookEvent::ReviewIntervalAsUsual)),
            _ => None,
        };
        if let Some((days, event)) = interval {
            events.push(event);
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
