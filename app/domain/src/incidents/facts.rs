use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Incident;
use crate::refusal::{Refusal, bounded, tidy};

/// What is said about an incident: all that its form shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Said {
    pub title: String,
    pub summary: String,
    pub facts: Facts,
}

/// What is known about the incident beside its course. Empty means: nobody has said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// What users notice.
    pub impact: String,
    /// Whom it touches: how many, which.
    pub customers: String,
    /// Services, separated by commas.
    pub services: String,
    /// The part of the system that failed.
    pub failure_domain: String,
    /// One user, some, everybody.
    pub scope: String,
    /// When users first felt it; never guessed from the declaration.
    pub impact_started_at: Option<DateTime<Utc>>,
    pub detected_at: Option<DateTime<Utc>>,
}

/// One of the facts. Names are for ever, as those of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    Impact,
    Customers,
    Services,
    FailureDomain,
    Scope,
    ImpactStartedAt,
    DetectedAt,
}

/// That somebody changed a fact. What it is now stands in the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactChange {
    pub fact: Fact,
    /// What somebody else had put there meanwhile, as [`Facts::text`] has it: whoever wrote this had not seen it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<String>,
}

impl Said {
    /// What is said about it now.
    pub fn of(incident: &Incident) -> Self {
        Self { title: incident.title.clone(), summary: incident.summary.clone(), facts: incident.facts.clone() }
    }
}

impl From<Facts> for Said {
    fn from(facts: Facts) -> Self {
        Self { facts, ..Self::default() }
    }
}

impl Fact {
    pub const ALL: [Self; 7] = [
        Self::Impact,
        Self::Customers,
        Self::Services,
        Self::FailureDomain,
        Self::Scope,
        Self::ImpactStartedAt,
        Self::DetectedAt,
    ];

    /// As forms name its field.
    pub fn word(self) -> &'static str {
        match self {
            Self::Impact => "impact",
            Self::Customers => "customers",
            Self::Services => "services",
            Self::FailureDomain => "failure_domain",
            Self::Scope => "scope",
            Self::ImpactStartedAt => "impact_started_at",
            Self::DetectedAt => "detected_at",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Impact => "Impact",
            Self::Customers => "Customers",
            Self::Services => "Services",
            Self::FailureDomain => "Failure domain",
            Self::Scope => "Scope",
            Self::ImpactStartedAt => "Impact began",
            Self::DetectedAt => "Detected",
        }
    }

    /// Whether it is a time, to the minute and in UTC, and no text.
    pub fn is_moment(self) -> bool {
        matches!(self, Self::ImpactStartedAt | Self::DetectedAt)
    }

    /// So many characters fit.
    pub fn most(self) -> usize {
        match self {
            Self::Impact => 2_000,
            Self::Customers | Self::Services | Self::Scope => 300,
            Self::FailureDomain => 120,
            Self::ImpactStartedAt | Self::DetectedAt => "2026-11-22T14:05".len(),
        }
    }
}

impl Facts {
    /// A fact as its form shows it; a time as `2026-11-22T14:05`.
    pub fn text(&self, fact: Fact) -> String {
        let moment = |at: Option<DateTime<Utc>>| at.map(|at| at.format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default();
        match fact {
            Fact::Impact => self.impact.clone(),
            Fact::Customers => self.customers.clone(),
            Fact::Services => self.services.clone(),
            Fact::FailureDomain => self.failure_domain.clone(),
            Fact::Scope => self.scope.clone(),
            Fact::ImpactStartedAt => moment(self.impact_started_at),
            Fact::DetectedAt => moment(self.detected_at),
        }
    }

    /// These facts, as somebody revised them who had `was` before them, and what that changed: in what is the same in `was`
    /// and in `now` they wrote nothing, and whatever others wrote there stays.
    pub(super) fn revised(&self, was: &Self, now: &Self) -> Result<(Self, Vec<FactChange>), Refusal> {
        let now = now.checked()?;
        let (mut facts, mut changed) = (self.clone(), vec![]);
        for fact in Fact::ALL {
            // What a form had comes back with other line ends.
            let (stands, had, written) = (tidy(&self.text(fact)), tidy(&was.text(fact)), now.text(fact));
            if written != had.trim() && written != stands {
                facts.take(fact, &now);
                changed.push(FactChange { fact, replaced: (stands != had.trim()).then_some(stands) });
            }
        }
        Ok((facts, changed))
    }

    fn take(&mut self, fact: Fact, from: &Self) {
        match fact {
            Fact::Impact => self.impact.clone_from(&from.impact),
            Fact::Customers => self.customers.clone_from(&from.customers),
            Fact::Services => self.services.clone_from(&from.services),
            Fact::FailureDomain => self.failure_domain.clone_from(&from.failure_domain),
            Fact::Scope => self.scope.clone_from(&from.scope),
            Fact::ImpactStartedAt => self.impact_started_at = from.impact_started_at,
            Fact::DetectedAt => self.detected_at = from.detected_at,
        }
    }

    /// What a person wrote, trimmed and of bearable length.
    fn checked(&self) -> Result<Self, Refusal> {
        let text = |fact: Fact| bounded(fact.word(), &self.text(fact), fact.most());
        Ok(Self {
            impact: text(Fact::Impact)?,
            customers: text(Fact::Customers)?,
            services: text(Fact::Services)?,
            failure_domain: text(Fact::FailureDomain)?,
            scope: text(Fact::Scope)?,
            impact_started_at: self.impact_started_at,
            detected_at: self.detected_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    fn facts(impact: &str, customers: &str) -> Facts {
        Facts { impact: impact.to_owned(), customers: customers.to_owned(), ..Facts::default() }
    }

    fn change(fact: Fact, replaced: Option<&str>) -> FactChange {
        FactChange { fact, replaced: replaced.map(str::to_owned) }
    }

    #[test]
    fn two_people_who_change_different_facts_do_not_undo_each_other() {
        let drawn = facts("", "");
        let stands = facts("Orders fail", "");
        let (after, changed) = stands.revised(&drawn, &facts("", " forty ")).unwrap();
        assert_eq!(after, facts("Orders fail", "forty"));
        assert_eq!(changed, [change(Fact::Customers, None)]);
    }

    #[test]
    fn where_both_changed_the_same_the_later_word_stands_and_the_earlier_is_told() {
        let drawn = facts("Slow", "ten");
        let stands = facts("Down", "");
        let (after, changed) = stands.revised(&drawn, &facts("Down", "forty")).unwrap();
        assert_eq!(after, facts("Down", "forty"));
        assert_eq!(changed, [change(Fact::Customers, Some(""))], "to write what stands there already changes nothing");
        let (after, changed) = stands.revised(&drawn, &facts("", "ten")).unwrap();
        assert_eq!(after, facts("", ""));
        assert_eq!(changed, [change(Fact::Impact, Some("Down"))]);
    }

    #[test]
    fn what_differs_by_its_line_ends_alone_was_not_written() {
        let [sent, kept] = ["Slow.\r\nDown.", "Slow.\nDown."].map(|impact| facts(impact, ""));
        for stands in [&kept, &sent] {
            assert_eq!(stands.revised(&sent, &sent), Ok((stands.clone(), vec![])));
            assert_eq!(stands.revised(&kept, &sent), Ok((stands.clone(), vec![])));
        }
    }

    #[test]
    fn a_time_is_the_same_to_the_minute_and_keeps_its_seconds() {
        let began = DateTime::UNIX_EPOCH + Duration::seconds(61);
        let stands = Facts { impact_started_at: Some(began), ..Facts::default() };
        let drawn = Facts { impact_started_at: Some(DateTime::UNIX_EPOCH + Duration::seconds(60)), ..Facts::default() };
        assert_eq!(stands.revised(&drawn, &drawn), Ok((stands.clone(), vec![])));
        let earlier = Facts { impact_started_at: Some(DateTime::UNIX_EPOCH), ..Facts::default() };
        assert_eq!(stands.revised(&drawn, &earlier), Ok((earlier.clone(), vec![change(Fact::ImpactStartedAt, None)])));
    }

    #[test]
    fn each_fact_has_its_own_length() {
        for fact in Fact::ALL.into_iter().filter(|fact| !fact.is_moment()) {
            let with = |text: String| serde_json::from_value::<Facts>(serde_json::json!({ (fact.word()): text })).unwrap();
            assert!(Facts::default().revised(&Facts::default(), &with("x".repeat(fact.most()))).is_ok(), "{fact:?}");
            let refused = Facts::default().revised(&Facts::default(), &with("x".repeat(fact.most() + 1)));
            assert!(matches!(refused, Err(Refusal::Invalid { field, .. }) if field == fact.word()), "{fact:?}");
        }
    }

    #[test]
    fn a_fact_is_named_alike_in_forms_and_in_the_log() {
        for fact in Fact::ALL {
            assert_eq!(serde_json::to_value(fact).unwrap(), fact.word());
        }
    }
}
