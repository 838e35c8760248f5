use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Contact, OrganisationEvent};
use crate::{
    checklists::Plan,
    incidents::SeverityMatrix,
    log::{Fold, KeptWith, Recorded},
    runbooks::SeverityWords,
};

/// What is agreed for everybody, folded from its events.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Organisation {
    pub seq: i64,
    pub matrix: SeverityMatrix,
    /// What the words mean that runbooks use for a severity.
    pub severity_words: SeverityWords,
    pub contacts: Vec<Contact>,
    pub template: Template,
    pub protocol: Option<Plan>,
    pub triage: Option<Plan>,
}

/// The sections of a post-mortem, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    pub sections: Vec<TemplateSection>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateSection {
    pub heading: String,
    /// What is to be written here, shown while it is empty.
    pub hint: String,
}

impl Organisation {
    /// The one stream of its kind.
    pub const ID: Uuid = Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_0001);
}

impl Default for Template {
    /// The sections that post-mortems have everywhere.
    fn default() -> Self {
        let section = |heading: &str, hint: &str| TemplateSection { heading: heading.to_owned(), hint: hint.to_owned() };
        Self {
            sections: vec![
                section("Impact", "Who was affected, how many, what they could not do, for how long."),
                section("Timeline", "What happened when, as far as it explains anything."),
                section("Root Cause", "Why it happened; keep asking until the answer is something that can be changed."),
                section("Resolution", "What ended it."),
                section("Lessons Learned", "What went well, what did not, where we were lucky."),
            ],
        }
    }
}

impl Fold for Organisation {
    type Event = OrganisationEvent;
    const STREAM: &'static str = "organisation";
    const SHAPE: i32 = 2;

    fn kept_with(&self) -> KeptWith<'_> {
        KeptWith::Everybody
    }

    fn apply(&mut self, recorded: &Recorded<OrganisationEvent>) {
        use OrganisationEvent as E;
        self.seq = recorded.seq;
        match recorded.event.clone() {
            E::SeveritiesRevised { matrix } => self.matrix = matrix,
            E::SeverityWordsRevised { words } => self.severity_words = words,
            E::ContactsRevised { contacts } => self.contacts = contacts,
            E::PostmortemTemplateAdopted { template, .. } => self.template = template,
            E::ProtocolAdopted { plan, .. } => self.protocol = Some(plan),
            E::TriageAdopted { plan, .. } => self.triage = Some(plan),
        }
    }
}
