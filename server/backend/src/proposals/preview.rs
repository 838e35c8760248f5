//! A text as it would be read in a runbook's place, while it is being written.

use chrono::NaiveDate;
use domain::{
    Refusal,
    people::Permission,
    proposals::fits_in_a_runbook,
    runbooks::{Piece, PieceKind, Runbook, Shelf, owned_and_graded},
};

use crate::{
    Ask, Backend, Result,
    background::aside,
    lint::{Finding, Fix, Marks, Rule},
    log::{self, Eyes},
    runbooks::{Page, Place, ShownFinding, SourceFile, judged, page, runbook_id, shelf},
};

/// What becomes of a runbook by a text. Lines and bytes of findings are those of the text, not of the file.
#[derive(Debug, Clone, Default)]
pub struct TextPreview {
    pub page: Page,
    /// Why it can't become a version as it is written; absent where it can.
    pub obstacle: Option<String>,
    /// What the linter finds in it that it doesn't find in the runbook, what in both, and what in the runbook alone.
    pub worse: Vec<ShownFinding>,
    pub same: Vec<ShownFinding>,
    pub better: Vec<ShownFinding>,
    /// How far the runbook can be relied on as it stands, and with this text: of 100.
    pub scores: (i64, i64),
}

impl Backend {
    /// How a text would be read in the runbook's place, and what the linter says of it. Changes nothing.
    pub async fn preview_proposal(&self, ask: Ask<'_>, slug: &str, text: &str) -> Result<TextPreview> {
        ask.may(Permission::ProposeChange)?;
        if let Err(refusal) = fits_in_a_runbook(text) {
            return Ok(TextPreview::refused(refusal.to_string()));
        }
        Ok(self.looked_at(slug, text).await?.0)
    }

    /// The text with the fix of one finding in it, which is named by its key in the preview of the same text. Changes
    /// nothing.
    pub async fn mend_text(&self, ask: Ask<'_>, slug: &str, text: &str, fix: &str) -> Result<String> {
        ask.may(Permission::ProposeChange)?;
        fits_in_a_runbook(text)?;
        let (preview, text) = self.looked_at(slug, text).await?;
        let found = preview.worse.iter().chain(&preview.same).find(|shown| shown.key() == fix);
        let fix = found.and_then(|shown| shown.finding.fix.as_ref()).ok_or_else(|| {
            Refusal::unlawful(
                "That is not found in the text any longer, so there is nothing to mend. Look at what is found in it now.",
            )
        })?;
        Ok(fix.applied(&text))
    }

    /// What becomes of the runbook by a text that fits, and the text in the manner of its file. A long text is worked on for
    /// a while, and so beside the tasks that answer.
    async fn looked_at(&self, slug: &str, text: &str) -> Result<(TextPreview, String)> {
        let (runbook, place, books) = self.place_of(slug).await?;
        let (typed, today) = (text.to_owned(), self.clock.now().date_naive());
        aside(move || {
            let text = place.in_its_manner(&typed);
            (TextPreview::of(&runbook, &place, &text, &books, today), text)
        })
        .await
    }

    async fn place_of(&self, slug: &str) -> Result<(Runbook, Place, Shelf)> {
        let mut tx = self.db.read().await?;
        let id = runbook_id(&mut tx, slug).await?;
        let runbook: Runbook = log::load(&mut tx, &self.cache, Eyes::Tocsin, id.0).await?;
        let place = Place::of(&mut tx, &runbook).await?;
        let books = shelf(&mut tx).await?;
        Ok((runbook, place, books))
    }
}

impl TextPreview {
    fn refused(sentence: String) -> Self {
        Self { obstacle: Some(sentence), ..Self::default() }
    }

    pub(super) fn of(runbook: &Runbook, place: &Place, text: &str, shelf: &Shelf, today: NaiveDate) -> Self {
        let spliced = match place.with(text) {
            Ok(spliced) => spliced,
            Err(refusal) => return Self::refused(refusal.to_string()),
        };
        let Some((piece, draft)) = spliced.runbook() else { return Self::default() };
        let was = place.piece().map(|piece| Found::of(runbook, &place.file, piece, shelf, today)).unwrap_or_default();
        let is = Found::of(runbook, &spliced.file, piece, shelf, today);
        let slice = piece.slice(&spliced.file.text);
        let page = page(slice, piece.start, draft, shelf.mentions(slice, runbook.collection(), &runbook.slug));
        let (better, _) = was.apart(&is);
        let (worse, same) = is.apart(&was);
        Self { page, obstacle: None, worse, same, better, scores: (was.score, is.score) }
    }
}

/// Of more findings nobody reads on, and each is compared with all of the others and drawn.
const MOST_FOUND: usize = 500;

/// What was found in a runbook, and the score that it leaves.
#[derive(Default)]
struct Found {
    findings: Vec<ShownFinding>,
    score: i64,
}

impl Found {
    fn of(runbook: &Runbook, file: &SourceFile, piece: &Piece, shelf: &Shelf, today: NaiveDate) -> Self {
        let (_, findings) = judged(file, shelf, Some(runbook.collection()), today);
        let PieceKind::Runbook(draft) = &piece.kind else { return Self::default() };
        let (is_owned, is_graded) = owned_and_graded(runbook, draft);
        // As lists have it. Whether a review is overdue is no matter of the text.
        let score = Marks::new(&findings).of(piece).known(runbook.is_overdue(today), is_owned, is_graded).score;
        let is_spared = |rule| (rule == Rule::MissingOwner && is_owned) || (rule == Rule::MissingSeverity && is_graded);
        let within = findings
            .iter()
            .filter(|finding| (piece.start..piece.end).contains(&finding.place.start) && !is_spared(finding.rule))
            .take(MOST_FOUND);
        Self { findings: within.map(|finding| in_text(finding, piece, piece.slice(&file.text))).collect(), score }
    }

    /// What is not found in the other, and what is: on which line its line stands is no difference.
    fn apart(&self, other: &Self) -> (Vec<ShownFinding>, Vec<ShownFinding>) {
        let mut left: Vec<&ShownFinding> = other.findings.iter().collect();
        let (mut news, mut known) = (Vec::new(), Vec::new());
        for shown in &self.findings {
            let same = |its: &&ShownFinding| its.finding.rule == shown.finding.rule && its.line == shown.line;
            match left.iter().position(same) {
                Some(at) => {
                    left.swap_remove(at);
                    known.push(shown.clone());
                }
                None => news.push(shown.clone()),
            }
        }
        (news, known)
    }
}

/// A finding of a file as one of the text of a piece of it: whoever writes sees that alone.
fn in_text(finding: &Finding, piece: &Piece, text: &str) -> ShownFinding {
    let mut finding = finding.clone();
    let own = |byte: usize| byte.saturating_sub(piece.start).min(text.len());
    finding.place.start = own(finding.place.start);
    finding.place.end = own(finding.place.end);
    if finding.place.line > 0 {
        let above = text.get(..finding.place.start).unwrap_or_default().matches('\n').count();
        finding.place.line = u32::try_from(above).unwrap_or(u32::MAX).saturating_add(1);
    }
    let within = |fix: &Fix| piece.start <= fix.start && fix.end <= piece.end;
    finding.fix = finding.fix.filter(within).map(|fix| Fix { start: own(fix.start), end: own(fix.end), ..fix });
    ShownFinding { line: finding.line(text), diff: finding.diff(text), finding }
}
