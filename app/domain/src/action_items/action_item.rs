use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::ActionItemEvent;
use crate::{
    ids::{ActionItemId, IncidentId, PersonId, PostmortemId},
    log::{Fold, KeptWith, Person, Recorded},
    refusal::Refusal,
};

/// Work that was promised. `ACT-7`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ActionItem {
    pub seq: i64,
    pub id: ActionItemId,
    pub number: i64,
    pub title: String,
    pub kind: Kind,
    pub owner: Option<Person>,
    pub due: NaiveDate,
    pub state: State,
    pub origin: Origin,
    pub proof: String,
    pub added_at: DateTime<Utc>,
    pub done_at: Option<DateTime<Utc>>,
}

/// What it is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(rename_all = "lowercase", type_name = "TEXT"))]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    #[default]
    Prevent,
    Detect,
    Mitigate,
    Process,
    Document,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(rename_all = "lowercase", type_name = "TEXT"))]
#[serde(rename_all = "lowercase")]
pub enum State {
    #[default]
    Open,
    Started,
    Done,
}

/// Where it came from; all absent for one that stands alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    pub incident: Option<IncidentId>,
    pub incident_number: Option<i64>,
    pub postmortem: Option<PostmortemId>,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Prevent, Self::Detect, Self::Mitigate, Self::Process, Self::Document];

    pub fn word(self) -> &'static str {
        match self {
            Self::Prevent => "prevent",
            Self::Detect => "detect",
            Self::Mitigate => "mitigate",
            Self::Process => "process",
            Self::Document => "document",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = Refusal;
    fn from_str(word: &str) -> Result<Self, Refusal> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| Refusal::invalid("kind", "Choose one of the kinds in the list."))
    }
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Started => "started",
            Self::Done => "done",
        }
    }
}

impl ActionItem {
    /// `ACT-7`
    pub fn label(&self) -> String {
        format!("ACT-{}", self.number)
    }

    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.state != State::Done && self.due < today
    }

    pub fn is_of(&self, person: PersonId) -> bool {
        self.owner.as_ref().is_some_and(|owner| owner.id == person)
    }
}

impl Fold for ActionItem {
    type Event = ActionItemEvent;
    const STREAM: &'static str = "action_item";
    const SHAPE: i32 = 1;

    fn kept_with(&self) -> KeptWith<'_> {
        self.origin.incident.map_or(KeptWith::Everybody, KeptWith::Incident)
    }

    fn apply(&mut self, recorded: &Recorded<ActionItemEvent>) {
        use ActionItemEvent as E;
        self.seq = recorded.seq;
        match &recorded.event {
            E::Added { id, number, title, item_kind, owner, due, origin } => {
                self.id = *id;
                self.number = *number;
                self.title.clone_from(title);
                self.kind = *item_kind;
                self.owner = Some(owner.clone());
                self.due = *due;
                self.origin = origin.clone();
                self.added_at = recorded.occurred_at;
            }
            E::Started => self.state = State::Started,
            E::Reassigned { owner } => self.owner = Some(owner.clone()),
            E::Rescheduled { due, .. } => self.due = *due,
            E::Completed { proof } => {
                self.state = State::Done;
                self.proof.clone_from(proof);
                self.done_at = Some(recorded.occurred_at);
            }
            E::Reopened { .. } => {
                self.state = State::Open;
                self.proof.clear();
                self.done_at = None;
            }
        }
    }
}
