//! From use cases to what the pages show; on the server only.

use backend::{
    Ask, Backend,
    incidents::IncidentFilter,
    lint::Hunk,
    proposals::ProposalFilter,
    runbooks::{Page, RunbookFilter, ShownFinding},
};
use chrono::NaiveDate;
use domain::{
    Refusal,
    people::{Permission, Who},
    runbooks::{HealthMark, RunbookSummary},
};

use super::{
    api::Filter,
    versions::changed_since,
    views::{DiffLine, FindingView, HealthView, Library, PageView, ReadingView, ReasonView, Reviews, Section, SectionView},
};
use crate::fault::Fault;

pub(super) async fn library(backend: &Backend, who: &Who, filter: Filter) -> Result<Library, Fault> {
    let after = Some(filter.after).filter(|after| !after.is_empty());
    let wanted =
        RunbookFilter { query: Some(filter.query), severity: None, overdue_only: filter.overdue, retired: filter.retired, after };
    let page = backend.list_runbooks(Ask::by(who), wanted).await?;
    let marks = backend.health_marks(Ask::by(who)).await?;
    let today = page.today;
    let runbooks = page.runbooks.into_iter().map(|runbook| {
        let mark = marks.get(&runbook.id).map(|mark| mark.of(&runbook, today));
        (runbook, mark)
    });
    let sections = backend.handbook(Ask::by(who)).await?.into_iter().map(|section| Section {
        href: format!("/runbooks/handbook/{}/{}", section.source, section.ordinal),
        title: section.title,
        file: section.file,
    });
    Ok(Library {
        handbook: sections.collect(),
        runbooks: runbooks.collect(),
        next: page.next,
        total: page.total,
        overdue: page.overdue,
        retired: page.retired,
        today: page.today,
        may_import: who.may(Permission::ImportRunbooks).is_ok(),
    })
}

pub(super) async fn reviews(backend: &Backend, who: &Who) -> Result<Reviews, Fault> {
    let schedule = backend.review_schedule(Ask::by(who)).await?;
    Ok(Reviews {
        today: schedule.today,
        overdue: schedule.overdue,
        overdue_sum: schedule.overdue_sum,
        coming: schedule.coming,
        later: schedule.later,
        may_review: who.may(Permission::ReviewRunbook).is_ok(),
    })
}

pub(super) async fn reading(backend: &Backend, who: &Who, slug: &str, version: Option<i64>) -> Result<ReadingView, Fault> {
    let ask = Ask::by(who);
    let reading = match version {
        Some(number) => backend.runbook_version(ask, slug, number).await?,
        None => backend.runbook(ask, slug).await?,
    };
    let health = if reading.is_current() { backend.health_mark(ask, reading.runbook.id).await? } else { None };
    let changed = if reading.is_current() { changed_since(backend, who, slug).await? } else { None };
    let known = RunbookSummary::from(&reading.runbook);
    let of_it = ProposalFilter { runbook: Some(reading.runbook.id), open_only: true, ..Default::default() };
    let proposals = backend.list_proposals(ask, of_it).await?.proposals;
    let in_use = reading.runbook.retired.is_none();
    let may_start = in_use && who.may(Permission::WorkOnIncident).is_ok();
    let filter = IncidentFilter { open_only: true, ..IncidentFilter::default() };
    let open = if may_start { backend.list_incidents(ask, filter).await?.incidents } else { vec![] };
    Ok(ReadingView {
        steps: reading.draft.steps().count(),
        decisions: reading.draft.sections.iter().map(|section| section.decisions.len()).sum(),
        alerts: reading.draft.alert_names.clone(),
        definitions: reading.draft.alerts.clone(),
        page: shown(reading.page),
        version: reading.version,
        runbook: reading.runbook,
        today: reading.today,
        changed,
        health: health.map(|mark| mark.of(&known, reading.today)),
        open: open.into_iter().map(|incident| (incident.number, incident.title)).collect(),
        may_start,
        may_propose: in_use && who.may(Permission::ProposeChange).is_ok(),
        may_review: who.may(Permission::ReviewRunbook).is_ok(),
        proposals: proposals.into_iter().map(|proposal| (proposal.number, proposal.label())).collect(),
    })
}

pub(super) async fn health(backend: &Backend, who: &Who, slug: &str) -> Result<HealthView, Fault> {
    let found = backend.runbook_health(Ask::by(who), slug).await?;
    let may_propose = found.runbook.retired.is_none() && who.may(Permission::ProposeChange).is_ok();
    let fixes = if may_propose { found.fixes() } else { vec![] };
    let (health, runbook) = (found.health, found.runbook);
    let mark = HealthMark {
        score: i64::from(health.score),
        errors: i64::from(health.errors),
        warnings: i64::from(health.warnings),
        hints: i64::from(health.hints),
    };
    let reasons = health.reasons.iter().map(|reason| ReasonView {
        title: reason.rule.text().title.to_owned(),
        level: reason.level.word().to_owned(),
        count: reason.count,
        points: reason.points,
    });
    Ok(HealthView {
        score: mark.score,
        words: mark.words(),
        reasons: reasons.collect(),
        spared: found.spared.iter().map(|rule| rule.text().title.to_owned()).collect(),
        own: found.own.into_iter().map(|shown| finding_view(shown, &fixes)).collect(),
        file: found.file.into_iter().map(|shown| finding_view(shown, &[])).collect(),
        file_name: runbook.file().to_owned(),
        may_propose,
        version: runbook.version(),
        slug: runbook.slug,
        title: runbook.title,
    })
}

/// `fixes`: the keys of those that can be proposed.
/// `fixes`: the keys of those that can be mended by whoever looks.
pub(crate) fn finding_view(shown: ShownFinding, fixes: &[String]) -> FindingView {
    let fix = Some(shown.key()).filter(|key| fixes.contains(key));
    let ShownFinding { finding, line, diff } = shown;
    let diff = diff.into_iter().map(|hunk| match hunk {
        Hunk::Kept(line) => DiffLine::Kept(line),
        Hunk::Removed(line) => DiffLine::Removed(line),
        Hunk::Added(line) => DiffLine::Added(line),
    });
    FindingView {
        rule: finding.rule.id().to_owned(),
        level: finding.level.word().to_owned(),
        what: finding.what,
        why: finding.why,
        line: finding.place.line,
        text: line,
        step: finding.place.step,
        diff: diff.collect(),
        fix,
    }
}

pub(super) async fn section(backend: &Backend, who: &Who, source: &str, ordinal: &str) -> Result<SectionView, Fault> {
    let (source, ordinal) = (source.parse().map_err(|_| Fault::NotFound)?, ordinal.parse().map_err(|_| Fault::NotFound)?);
    let found = backend.handbook_section(Ask::by(who), source, ordinal).await?;
    Ok(SectionView { title: found.section.title, file: found.section.file, page: shown(found.page) })
}

fn shown(page: Page) -> PageView {
    PageView { html: page.html, contents: page.contents.into_iter().map(|line| (line.id, line.title, line.level)).collect() }
}

pub(super) fn date(field: &str, text: &str) -> Result<NaiveDate, Refusal> {
    text.parse().map_err(|_| Refusal::invalid(field, "Write the day as year, month and day: 2027-01-20."))
}
