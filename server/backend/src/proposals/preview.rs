//! A text as it would be read in a runbook's place, while it is being written.

use chrono::NaiveDate;
use domain::{
    people::Permission,
    runbooks::{Piece, Runbook, Shelf, import},
};

use crate::{
    Ask, Backend, Result,
    lint::{Finding, lint},
    log,
    runbooks::{Page, Place, SourceFile, page, runbook_id, shelf},
};

#[derive(Debug, Clone, Default)]
pub struct TextPreview {
    pub page: Page,
    /// Why it can't become a version as it is written; absent where it can.
    pub obstacle: Option<String>,
    /// What the linter finds in it that it doesn't find in the runbook, and the other way round.
    pub worse: Vec<Finding>,
    pub better: Vec<Finding>,
}

impl Backend {
    /// How a text would be read in the runbook's place, and what the linter says of it. Changes nothing.
    pub async fn preview_proposal(&self, ask: Ask<'_>, slug: &str, text: &str) -> Result<TextPreview> {
        ask.may(Permission::ProposeChange)?;
        let mut tx = self.db.read().await?;
        let id = runbook_id(&mut tx, slug).await?;
        let runbook: Runbook = log::load(&mut tx, &self.cache, id.0).await?;
        let place = Place::of(&mut tx, &runbook).await?;
        let books = shelf(&mut tx).await?;
        drop(tx);
        Ok(TextPreview::of(&runbook, &place, &place.in_its_manner(text), &books, self.clock.now().date_naive()))
    }
}

impl TextPreview {
    pub(super) fn of(runbook: &Runbook, place: &Place, text: &str, shelf: &Shelf, today: NaiveDate) -> Self {
        let spliced = match place.with(text) {
            Ok(spliced) => spliced,
            Err(refusal) => return Self { obstacle: Some(refusal.to_string()), ..Self::default() },
        };
        let Some((piece, draft)) = spliced.runbook() else { return Self::default() };
        let was = place.piece().map(|piece| Found::of(runbook, &place.file, piece, shelf, today)).unwrap_or_default();
        let is = Found::of(runbook, &spliced.file, piece, shelf, today);
        let slice = piece.slice(&spliced.file.text);
        let page = page(slice, piece.start, draft, shelf.mentions(slice, runbook.collection(), &runbook.slug));
        Self { page, obstacle: None, worse: is.without(&was), better: was.without(&is) }
    }
}

/// What was found in a runbook, each with the line on which it stands: where that line stands is no difference.
#[derive(Default)]
struct Found(Vec<(String, Finding)>);

impl Found {
    fn of(runbook: &Runbook, file: &SourceFile, piece: &Piece, shelf: &Shelf, today: NaiveDate) -> Self {
        let mut document = file.document.clone();
        import::settle(&mut document, &file.text, shelf, Some(runbook.collection()));
        let findings = lint(&document, &file.text, today).into_iter();
        let within = |finding: &Finding| (piece.start..piece.end).contains(&finding.place.start);
        Self(findings.filter(within).map(|finding| (finding.line(&file.text), finding)).collect())
    }

    fn without(&self, other: &Self) -> Vec<Finding> {
        let mut left: Vec<&(String, Finding)> = other.0.iter().collect();
        let mut news = Vec::new();
        for (line, finding) in &self.0 {
            let same = |(its_line, its): &&(String, Finding)| its.rule == finding.rule && its_line == line;
            match left.iter().position(same) {
                Some(at) => drop(left.swap_remove(at)),
                None => news.push(finding.clone()),
            }
        }
        news
    }
}
