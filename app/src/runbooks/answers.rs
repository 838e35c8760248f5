//! From use cases to what the pages show; on the server only.

use std::collections::HashMap;

use backend::{
    Ask, Backend,
    incidents::IncidentFilter,
    lint::Hunk,
    proposals::ProposalFilter,
    runbooks::{Adoption, Choices, Fate, FilePreview, Imported, Offer, Page, Preview, Reclassified, RunbookFilter, ShownFinding},
};
use chrono::NaiveDate;
use domain::{
    Refusal,
    people::{Permission, Who},
    runbooks::{HealthMark, report},
};
use uuid::Uuid;

use super::{
    api::Filter,
    versions::changed_since,
    views::{
        DiffLine, FateView, FileView, FindingView, HealthView, ImportView, Library, OfferView, PageView, PieceIs, PieceView,
        ReadingView, ReasonView, Reviews, Section, SectionView,
    },
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
        let mark = marks.get(&runbook.id).map(|mark| mark.reviewed(runbook.is_overdue(today)));
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
    let overdue = reading.runbook.is_overdue(reading.today);
    let of_it = ProposalFilter { runbook: Some(reading.runbook.id), open_only: true, ..Default::default() };
    let proposals = backend.list_proposals(ask, of_it).await?;
    let in_use = reading.runbook.retired.is_none();
    let may_start = in_use && who.may(Permission::WorkOnIncident).is_ok();
    let filter = IncidentFilter { open_only: true, ..IncidentFilter::default() };
    let open = if may_start { backend.list_incidents(ask, filter).await?.incidents } else { vec![] };
    Ok(ReadingView {
        steps: reading.draft.steps().count(),
        decisions: reading.draft.sections.iter().map(|section| section.decisions.len()).sum(),
        alerts: reading.draft.alert_names.clone(),
        page: shown(reading.page),
        version: reading.version,
        runbook: reading.runbook,
        today: reading.today,
        changed,
        health: health.map(|mark| mark.reviewed(overdue)),
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
fn finding_view(shown: ShownFinding, fixes: &[String]) -> FindingView {
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

pub(super) async fn import_view(backend: &Backend, who: &Who, id: &str) -> Result<ImportView, Fault> {
    let (ask, id) = (Ask::by(who), preview_id(id)?);
    let (files, choices) = (backend.kept_preview(ask, id).await?, backend.kept_choices(ask, id).await?);
    let reclassified = choices.as_ref().map(|choices| choices.reclassified.clone()).unwrap_or_default();
    let preview = backend.preview_import(ask, files, &reclassified).await?;
    let (created, changed, same) = preview.counts();
    let offers = preview.offers.iter().map(|offer| offer_view(offer, choices.as_ref(), who)).collect();
    let files = preview.files.into_iter().enumerate().map(|(at, file)| file_view(at, file)).collect();
    Ok(ImportView { id: id.to_string(), files, offers, created, changed, same })
}

/// Imports what was previewed, or keeps what was decided about it. The path of the page that comes next.
pub(super) async fn import(
    backend: &Backend,
    who: &Who,
    id: &str,
    pieces: &HashMap<String, String>,
    adopt: &HashMap<String, String>,
    look_only: bool,
) -> Result<String, Fault> {
    let (ask, id) = (Ask::by(who), preview_id(id)?);
    let files = backend.kept_preview(ask, id).await?;
    let plain = backend.preview_import(ask, files.clone(), &[]).await?;
    let adopt = adopt.keys().filter_map(|word| Adoption::from_word(word)).collect();
    let choices = Choices { reclassified: reclassified(&plain, pieces), adopt };
    if look_only {
        backend.keep_choices(ask, id, &choices).await?;
        return Ok(format!("/runbooks/import/{id}"));
    }
    let imported = backend.import(ask, files, &choices).await?;
    backend.drop_preview(ask, id).await?;
    Ok(format!("/runbooks?imported={}", words(&imported)))
}

/// The pieces that a person takes for something else than they were recognised as.
fn reclassified(plain: &Preview, pieces: &HashMap<String, String>) -> Vec<Reclassified> {
    let each =
        plain.files.iter().enumerate().flat_map(|(number, file)| file.pieces.iter().map(move |piece| (number, file, piece)));
    let other = each.filter_map(|(number, file, piece)| {
        let as_runbook = pieces.get(&format!("p{number}-{}", piece.at))? == "runbook";
        let differs = as_runbook != piece.runbook.is_some();
        differs.then(|| Reclassified { file: file.document.file.clone(), piece: piece.at, as_runbook })
    });
    other.collect()
}

/// "36-0-0": new, changed, unchanged; the library turns it into a sentence.
fn words(imported: &Imported) -> String {
    format!("{}-{}-{}", imported.created.len(), imported.changed.len(), imported.same)
}

fn preview_id(id: &str) -> Result<Uuid, Fault> {
    id.parse().map_err(|_| Fault::NotFound)
}

fn offer_view(offer: &Offer, choices: Option<&Choices>, who: &Who) -> OfferView {
    let allowed = !offer.replaces || who.may(Permission::ChangeSettings).is_ok();
    OfferView {
        word: offer.adoption.word().to_owned(),
        label: offer.adoption.label().to_owned(),
        from: offer.from.clone(),
        holds: offer.holds.clone(),
        replaces: offer.replaces,
        chosen: allowed && choices.map_or(!offer.replaces, |choices| choices.adopt.contains(&offer.adoption)),
        allowed,
    }
}

fn file_view(at: usize, file: FilePreview) -> FileView {
    let warnings = report(&file.document).warnings;
    let pieces = file.pieces.into_iter().map(|piece| {
        let kind = match (piece.runbook, piece.handbook) {
            (Some((draft, fate)), _) => PieceIs::Runbook {
                severity: draft.severity.as_ref().map(|reading| reading.level),
                sections: draft.sections.len(),
                steps: draft.steps().count(),
                owners: draft.owners,
                health: piece.health.unwrap_or_default(),
                fate: match fate {
                    Fate::New { .. } => FateView::New,
                    Fate::Same(_) => FateView::Same,
                    Fate::NewVersion(known) => FateView::Version { number: known.version + 1, of: known.title },
                },
            },
            (None, kind) => PieceIs::Handbook(kind.unwrap_or(domain::runbooks::HandbookKind::Other)),
        };
        PieceView { at: piece.at, title: piece.title, kind }
    });
    FileView {
        at,
        pieces: pieces.collect(),
        name: file.document.file,
        title: file.document.title,
        warnings,
        left_out: file.left_out,
    }
}

fn shown(page: Page) -> PageView {
    PageView { html: page.html, contents: page.contents.into_iter().map(|line| (line.id, line.title, line.level)).collect() }
}

pub(super) fn date(field: &str, text: &str) -> Result<NaiveDate, Refusal> {
    text.parse().map_err(|_| Refusal::invalid(field, "Write the day as year, month and day: 2027-01-20."))
}
