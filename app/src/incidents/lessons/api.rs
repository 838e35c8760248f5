//! What the page of lessons may ask, and do.

use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use domain::incidents::Command;
use domain::{
    checklists::Lesson,
    ids::ChecklistId,
    proposals::ProposalSummary,
    runbooks::{Amendment, diff::Comparison},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::request;
#[cfg(feature = "ssr")]
use backend::Ask;

/// What a checklist taught, and what may come of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonsView {
    /// Of the incident.
    pub number: i64,
    pub checklist: ChecklistId,
    /// Whether more may come.
    pub is_open: bool,
    /// Whether the incident is for named people alone, as the runbook is not.
    pub is_restricted: bool,
    pub slug: String,
    /// The runbook's title.
    pub title: String,
    /// The version that was worked with, and the current one.
    pub version: i64,
    pub current: i64,
    pub offers: Vec<OfferView>,
    /// Lessons that somebody set aside.
    pub aside: Vec<Lesson>,
    /// What was proposed from this incident already.
    pub proposals: Vec<ProposalSummary>,
    pub may_propose: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    pub lesson: Lesson,
    /// Each with what it would change.
    pub amendments: Vec<(Amendment, Comparison)>,
}

#[server(prefix = "/api", endpoint = "load_lessons")]
pub async fn load_lessons(number: i64, checklist: String) -> Result<LessonsView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let checklist = request::id("checklist", &checklist)?;
    let lessons = backend.lessons(Ask::by(&who), number, checklist).await?;
    let offers = lessons.offers.into_iter();
    Ok(LessonsView {
        number,
        checklist,
        is_open: lessons.incident.stage.is_open(),
        is_restricted: lessons.incident.is_restricted(),
        slug: lessons.runbook.slug.clone(),
        title: lessons.runbook.title.clone(),
        version: lessons.version,
        current: lessons.runbook.version(),
        offers: offers.map(|offer| OfferView { lesson: offer.lesson, amendments: offer.amendments }).collect(),
        aside: lessons.aside,
        proposals: lessons.proposals,
        may_propose: who.may(domain::people::Permission::ProposeChange).is_ok(),
    })
}

/// `chosen`: by the key of a lesson the word of what becomes of it; empty where the runbook stays as it is.
#[server(prefix = "/api", endpoint = "propose_lessons")]
pub async fn propose_lessons(
    #[server(default)] once: String,
    number: i64,
    checklist: String,
    #[server(default)] chosen: BTreeMap<String, String>,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let checklist = request::id("checklist", &checklist)?;
    let mut amendments = BTreeMap::new();
    for (lesson, word) in chosen.into_iter().filter(|(_, word)| !word.is_empty()) {
        amendments.insert(lesson, word.parse::<Amendment>()?);
    }
    let proposal = backend.propose_lessons(Ask::by(&who), once.parse().ok(), number, checklist, &amendments).await?;
    request::go_to(&format!("/proposals/{}/edit", proposal.number));
    Ok(())
}

/// The runbook is to stay as it is in what this lesson is about.
#[server(prefix = "/api", endpoint = "set_lesson_aside")]
pub async fn set_lesson_aside(
    #[server(default)] once: String,
    number: i64,
    checklist: String,
    lesson: String,
    #[server(default)] reason: String,
) -> Result<(), Fault> {
    let id = request::id("checklist", &checklist)?;
    decide(number, &checklist, &once, Command::SetLessonAside { checklist: id, lesson, reason }).await
}

#[server(prefix = "/api", endpoint = "offer_lesson_again")]
pub async fn offer_lesson_again(
    #[server(default)] once: String,
    number: i64,
    checklist: String,
    lesson: String,
) -> Result<(), Fault> {
    let id = request::id("checklist", &checklist)?;
    decide(number, &checklist, &once, Command::OfferLessonAgain { checklist: id, lesson }).await
}

#[cfg(feature = "ssr")]
async fn decide(number: i64, checklist: &str, once: &str, command: Command) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.work_on_incident(Ask::by(&who).once(once), number, command).await?;
    request::go_to(&format!("/incidents/{number}/lessons/{checklist}"));
    Ok(())
}
