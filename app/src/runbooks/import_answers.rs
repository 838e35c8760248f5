//! The preview of an import: from the use cases to the page, and from its form back; on the server only.

use std::collections::HashMap;

use backend::{
    Ask, Backend,
    runbooks::{
        Adoption, Candidate, Choices, Fate, FilePreview, Imported, Looked, Offer, PiecePreview, Preview, SaidOfFile, SaidOfMany,
        SaidWhich,
    },
};
use domain::{
    ids::RunbookId,
    people::{Permission, Who},
    runbooks::{
        Said, Section, Upkeep, Whom,
        import::{Begins, Heading},
        report,
    },
};
use uuid::Uuid;

use super::{
    api::UpkeepForm,
    views::{
        FateView, FileView, FoundRunbook, HeadingView, ImportView, MovedView, OfferView, PieceIs, PieceView, PreviewView,
        ReadSection,
    },
};
use crate::fault::Fault;

/// What the form of a preview says, as it was sent.
pub(super) struct ImportForm {
    pub(super) id: String,
    pub(super) pieces: HashMap<String, String>,
    pub(super) levels: HashMap<String, String>,
    pub(super) ticked: HashMap<String, String>,
    pub(super) which: HashMap<String, String>,
    pub(super) adopt: HashMap<String, String>,
    pub(super) many: UpkeepForm,
    pub(super) look: String,
}

pub(super) async fn preview_view(backend: &Backend, who: &Who, id: &str) -> Result<PreviewView, Fault> {
    let (ask, id) = (Ask::by(who), preview_id(id)?);
    let choices = backend.kept_choices(ask, id).await?;
    let preview = match backend.look_at_preview(ask, id, &choices.clone().unwrap_or_default()).await? {
        Looked::Reading { done, total } => return Ok(PreviewView::Reading { done, total }),
        Looked::Ready(preview) => preview,
    };
    let (created, changed, same) = preview.counts();
    let pieces = preview.files.iter().flat_map(|file| &file.pieces);
    let kept = pieces.filter(|piece| matches!(piece.runbook, Some((_, Fate::Kept(_))))).count();
    let offers = preview.offers.iter().map(|offer| offer_view(offer, choices.as_ref(), who)).collect();
    let files = preview.files.into_iter().enumerate().map(|(at, file)| file_view(at, file)).collect();
    Ok(PreviewView::Ready(ImportView { id: id.to_string(), files, offers, created, changed, same: same - kept, kept }))
}

/// Imports what was previewed, or keeps what was decided about it. The path of the page that comes next.
pub(super) async fn import(backend: &Backend, who: &Who, form: &ImportForm) -> Result<String, Fault> {
    let (ask, id) = (Ask::by(who), preview_id(&form.id)?);
    let before = backend.kept_choices(ask, id).await?.unwrap_or_default();
    let said = said(&backend.shown_preview(ask, id, &before).await?, form);
    // What is wrong with the fields for many loses nothing of what was decided beside them.
    let many = many(form);
    let of_many = many.as_ref().cloned().unwrap_or_default();
    let mut choices = backend.decide_preview(ask, id, before, &said, &of_many).await?;
    choices.adopt = form.adopt.keys().filter_map(|word| Adoption::from_word(word)).collect();
    if many.is_err() || !form.look.is_empty() {
        backend.keep_choices(ask, id, &choices).await?;
        many?;
        return Ok(format!("/runbooks/import/{id}"));
    }
    let imported = backend.import_preview(ask, id, &choices).await?;
    Ok(format!("/runbooks?imported={}", words(&imported)))
}

/// What the form says of each file, as the page showed it.
fn said(shown: &Preview, form: &ImportForm) -> Vec<SaidOfFile> {
    let each = shown.files.iter().enumerate().map(|(number, file)| {
        let name = |line: usize| format!("p{number}-{line}");
        let took = |piece: &PiecePreview| match form.pieces.get(&name(piece.line)).map(String::as_str) {
            Some("part") => Begins::Nothing,
            Some("handbook") => Begins::Handbook,
            Some(_) => Begins::Runbook,
            // It was not asked: it stays what it was shown as.
            None if piece.runbook.is_some() => Begins::Runbook,
            None => Begins::Handbook,
        };
        let headings = file.pieces.iter().flat_map(|piece| &piece.headings);
        SaidOfFile {
            level: match form.levels.get(&format!("p{number}")) {
                Some(level) => level.parse().ok().filter(|level| (1..=6).contains(level)),
                None => file.cuts.level,
            },
            pieces: file.pieces.iter().filter(|piece| piece.has_heading).map(|piece| (piece.line, took(piece))).collect(),
            cut_at: headings.map(|heading| heading.line).filter(|line| form.pieces.contains_key(&name(*line))).collect(),
            said: runbooks_of(file).filter_map(|line| Some((line, which(form.which.get(&name(line))?)))).collect(),
            ticked: file.pieces.iter().map(|piece| piece.line).filter(|line| form.ticked.contains_key(&name(*line))).collect(),
        }
    });
    each.collect()
}

/// The lines of those pieces that were shown as runbooks.
fn runbooks_of(file: &FilePreview) -> impl Iterator<Item = usize> {
    file.pieces.iter().filter(|piece| piece.runbook.is_some()).map(|piece| piece.line)
}

/// "new", the id of a runbook, or nothing where it is as recognised.
fn which(said: &str) -> Option<SaidWhich> {
    if said == NEW { Some(SaidWhich::New) } else { said.parse().ok().map(RunbookId).map(SaidWhich::Is) }
}

fn many(form: &ImportForm) -> Result<SaidOfMany, Fault> {
    let UpkeepForm { whom, owners, severity, review_days } = &form.many;
    let whom = if whom.is_empty() { Whom::default() } else { whom.parse()? };
    let upkeep = Upkeep::read(owners, severity, review_days)?;
    Ok(SaidOfMany { whom, upkeep, take_back: form.look == "back" })
}

/// "36-0-0-0": new, changed, unchanged, left as they were; the library turns it into a sentence.
fn words(imported: &Imported) -> String {
    format!("{}-{}-{}-{}", imported.created.len(), imported.changed.len(), imported.same, imported.kept.len())
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
        changes: offer.changes.clone(),
        replaces: offer.replaces,
        chosen: allowed && choices.map_or(!offer.replaces, |choices| choices.adopt.contains(&offer.adoption)),
        allowed,
    }
}

fn file_view(at: usize, file: FilePreview) -> FileView {
    let warnings = report(&file.document).warnings;
    FileView {
        at,
        name: file.document.file,
        title: file.document.title,
        level: file.cuts.level,
        is_single: file.document.front.is_some(),
        is_cut: !file.cuts.is_empty(),
        pieces: file.pieces.into_iter().map(piece_view).collect(),
        warnings,
        left_out: file.left_out,
    }
}

fn piece_view(piece: PiecePreview) -> PieceView {
    let is_rest = piece.runbook.is_none() && piece.handbook.is_none();
    let upkeep = piece.upkeep;
    let kind = match (piece.runbook, piece.handbook) {
        (Some((draft, fate)), _) => PieceIs::Runbook(Box::new(FoundRunbook {
            severity: upkeep.severity.and_then(Said::word).or(draft.severity.as_ref().map(|reading| reading.level)),
            sections: draft.sections.into_iter().map(read_section).collect(),
            findings: piece.findings.into_iter().map(|finding| (finding.place.line, finding.what)).collect(),
            owners: upkeep.owners.clone().unwrap_or(draft.owners),
            review_days: upkeep.review_days.and_then(Said::word),
            is_said: !upkeep.is_empty(),
            health: piece.health.unwrap_or_default(),
            retired: fate.known().is_some_and(|known| known.retired),
            which: ways(&fate, piece.said, &piece.candidates),
            said: piece.said.map(value).unwrap_or_default(),
            moved: fate.known().zip(piece.moved).map(|(known, moved)| MovedView {
                number: known.version,
                since: moved.since,
                both: moved.both,
            }),
            change: piece.change,
            fate: match fate {
                Fate::New { .. } => FateView::New,
                Fate::Same(_) => FateView::Same,
                Fate::NewVersion(known) => FateView::Version { number: known.version + 1, of: known.title },
                Fate::Kept(known) => FateView::Kept { number: known.version, of: known.title },
            },
        })),
        (None, _) if is_rest => PieceIs::Rest,
        (None, kind) => PieceIs::Handbook(kind.unwrap_or(domain::runbooks::HandbookKind::Other)),
    };
    let heading = |heading: Heading| HeadingView { words: heading.words, line: heading.line, level: heading.level };
    PieceView {
        line: piece.line,
        title: piece.title,
        has_heading: piece.has_heading,
        headings: piece.headings.into_iter().map(heading).collect(),
        kind,
    }
}

fn read_section(section: Section) -> ReadSection {
    let Section { title, kind, steps, decisions, .. } = section;
    ReadSection { title, kind, steps: steps.len(), decisions: decisions.len() }
}

const NEW: &str = "new";

fn value(said: SaidWhich) -> String {
    match said {
        SaidWhich::New => NEW.to_owned(),
        SaidWhich::Is(id) => id.to_string(),
    }
}

/// The ways in which a piece can be said to be a runbook; none where there is nothing to choose. The first is the one
/// that holds unless somebody says otherwise.
fn ways(fate: &Fate, said: Option<SaidWhich>, candidates: &[Candidate]) -> Vec<(String, String)> {
    if candidates.is_empty() && said.is_none() {
        return Vec::new();
    }
    let next = |version: i64, title: &str| format!("v{} of “{title}”", version + 1);
    let (first, is) = match (said, fate) {
        (Some(_), _) => ("As it is recognised".to_owned(), None),
        (None, Fate::New { .. }) => ("A new runbook".to_owned(), None),
        (None, Fate::Same(known)) => (format!("“{}”, unchanged", known.title), Some(known.id)),
        (None, Fate::NewVersion(known)) => (next(known.version, &known.title), Some(known.id)),
        (None, Fate::Kept(known)) => (format!("“{}”, left as it is", known.title), None),
    };
    let mut ways = vec![(String::new(), first)];
    let others = candidates.iter().filter(|candidate| Some(candidate.id) != is);
    ways.extend(others.map(|other| (other.id.to_string(), next(other.version, &other.title))));
    if said.is_some() || fate.known().is_some() {
        ways.push((NEW.to_owned(), "A new runbook".to_owned()));
    }
    ways
}
