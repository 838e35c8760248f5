//! The way back: what people did otherwise than a runbook says, offered to it as a proposal.

use std::collections::BTreeMap;

use domain::{
    Refusal,
    checklists::{ChecklistSource, Lesson, lessons},
    ids::{ChecklistId, ProposalId},
    incidents::{Door, Incident},
    people::Permission,
    proposals::{Origin, Proposal, ProposalSummary},
    runbooks::{
        Amendment, Passage, Runbook, RunbookDraft, Version, amendments,
        diff::{Comparison, compare},
        teach,
    },
};

use super::{read::draft_of, sources, versions::numbered};
use crate::{
    Ask, Backend, Error, Result,
    incidents::incident_id,
    log,
    proposals::{ProposalFilter, Propose},
};

/// What the checklist of a runbook taught, and what may come of it.
#[derive(Debug, Clone)]
pub struct Lessons {
    pub incident: Incident,
    pub checklist: ChecklistId,
    pub runbook: Runbook,
    /// The version that was worked with.
    pub version: i64,
    pub offers: Vec<LessonOffer>,
    /// Lessons that somebody set aside: the runbook is to stay as it is.
    pub aside: Vec<Lesson>,
    /// What was proposed from this incident already.
    pub proposals: Vec<ProposalSummary>,
}

/// A lesson with what each amendment would change in the version that was worked with.
#[derive(Debug, Clone)]
pub struct LessonOffer {
    pub lesson: Lesson,
    pub amendments: Vec<(Amendment, Comparison)>,
}

/// What was worked with, as it stands in the version's file.
struct Worked {
    incident: Incident,
    runbook: Runbook,
    version: Version,
    draft: RunbookDraft,
    /// The file up to the runbook's end.
    source: String,
    lessons: Vec<Lesson>,
}

impl Backend {
    /// What a checklist of `INC-number` can teach the runbook that it was made from.
    pub async fn lessons(&self, ask: Ask<'_>, number: i64, checklist: ChecklistId) -> Result<Lessons> {
        ask.may(Permission::Read)?;
        let worked = self.worked(ask, number, checklist).await?;
        let filter = ProposalFilter { runbook: Some(worked.runbook.id), incident: Some(number), ..ProposalFilter::default() };
        let proposals = self.list_proposals(ask, filter).await?.proposals;
        let offers = worked.offered().map(|lesson| worked.offer(lesson)).collect();
        let Worked { incident, runbook, version, lessons, .. } = worked;
        let aside = lessons.into_iter().filter(|lesson| lesson.aside.is_some()).collect();
        Ok(Lessons { incident, checklist, runbook, version: version.number, offers, aside, proposals })
    }

    /// Begins a proposal with what was chosen for each lesson, by its key; its author reads it over before others do.
    /// Where the runbook has moved on since, it is brought up to date.
    pub async fn propose_lessons(
        &self,
        ask: Ask<'_>,
        id: Option<ProposalId>,
        number: i64,
        checklist: ChecklistId,
        chosen: &BTreeMap<String, Amendment>,
    ) -> Result<Proposal> {
        ask.may(Permission::ProposeChange)?;
        let worked = self.worked(ask, number, checklist).await?;
        let chosen = worked.offered().filter_map(|lesson| Some((lesson, *chosen.get(&lesson.key)?)));
        let chosen: Vec<(&Lesson, Amendment)> = chosen.collect();
        if chosen.is_empty() {
            return Err(
                Refusal::invalid("lesson", "Choose what becomes of one lesson at least, or leave the runbook as it is.").into()
            );
        }
        let propose = Propose {
            id,
            slug: worked.runbook.slug.clone(),
            base: worked.version.number,
            text: worked.taught(&chosen),
            summary: worked.summary(&chosen),
            origin: Origin::Incident { number },
            for_review: false,
        };
        let proposal = self.propose(ask, propose).await?;
        if proposal.base < worked.runbook.version() {
            return self.catch_up_proposal(ask, proposal.number).await;
        }
        Ok(proposal)
    }

    async fn worked(&self, ask: Ask<'_>, number: i64, checklist: ChecklistId) -> Result<Worked> {
        let mut tx = self.db.read().await?;
        let id = incident_id(&mut tx, number).await?;
        let incident: Incident = log::load(&mut tx, &self.cache, ask.eyes(), id).await?;
        let list = incident.checklist(checklist).ok_or(Error::NotFound)?;
        let ChecklistSource::Runbook { runbook, version, .. } = &list.source else {
            return Err(
                Refusal::unlawful("This checklist was made from no runbook, so there is none that could learn from it.").into()
            );
        };
        let lessons = lessons(&incident, list);
        let (runbook, number) = (runbook.0, *version);
        let runbook: Runbook = log::load(&mut tx, &self.cache, ask.eyes(), runbook).await?;
        let version = numbered(&runbook, number)?.clone();
        let draft = draft_of(&mut tx, runbook.id, number).await?;
        let source = sources::slice(&mut tx, version.source, 0, version.end).await?;
        drop(tx);
        self.put_down(ask, &incident, Door::Lessons).await?;
        Ok(Worked { incident, runbook, version, draft, source, lessons })
    }
}

impl Worked {
    /// The lessons that nobody set aside.
    fn offered(&self) -> impl Iterator<Item = &Lesson> {
        self.lessons.iter().filter(|lesson| lesson.aside.is_none())
    }

    fn offer(&self, lesson: &Lesson) -> LessonOffer {
        let offered = amendments(self.passage(), lesson).into_iter();
        let shown = |amendment| (amendment, compare(self.passage().text(), &self.taught(&[(lesson, amendment)])));
        LessonOffer { lesson: lesson.clone(), amendments: offered.map(shown).collect() }
    }

    fn taught(&self, chosen: &[(&Lesson, Amendment)]) -> String {
        teach(self.passage(), &self.incident.label(), chosen)
    }

    fn passage(&self) -> Passage<'_> {
        Passage { source: &self.source, start: self.version.start, draft: &self.draft }
    }

    /// What each lesson was, with who knows more of it.
    fn summary(&self, chosen: &[(&Lesson, Amendment)]) -> String {
        let told = chosen.iter().map(|(lesson, amendment)| {
            let mut more: Vec<String> = lesson.by.iter().map(|by| by.name().to_owned()).collect();
            more.extend(lesson.at.map(|at| at.format("%-d %b %H:%M UTC").to_string()));
            more.extend(lesson.evidence.iter().map(|number| format!("E-{number}")));
            more.extend((*amendment == Amendment::ByHand).then(|| "to be written in".to_owned()));
            format!("- “{}”, {} ({})", lesson.text, lesson.departure.words(), more.join(", "))
        });
        let told: Vec<String> = told.collect();
        let summary = format!("What {} taught: {}\n\n{}", self.incident.label(), self.incident.title, told.join("\n"));
        // What doesn't fit is in the incident.
        summary.chars().take(2_000).collect()
    }
}
