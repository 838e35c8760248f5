//! What the linter says of runbooks that are kept: a mark for lists, and every finding for the page.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    ids::{RunbookId, SourceId},
    people::Permission,
    runbooks::{
        HealthMark, PieceKind, Runbook, Shelf, SourceDocument,
        import::{self, Cuts},
    },
};
use sha2::{Digest as _, Sha256};

use super::{cuts, read::runbook_id, shelf};
use crate::{
    Ask, Backend, Error, Result,
    db::{Db, Tx},
    lint::{Finding, Health, Hunk, RULES, Rule, lint},
    log::{self, Cache},
};

/// A runbook's findings, ready to be read.
#[derive(Debug, Clone)]
pub struct RunbookHealth {
    pub runbook: Runbook,
    pub health: Health,
    /// Of the runbook itself, the gravest first.
    pub own: Vec<ShownFinding>,
    /// About the whole file, which its other runbooks share.
    pub file: Vec<ShownFinding>,
    /// The file's text.
    pub(super) source: String,
}

#[derive(Debug, Clone)]
pub struct ShownFinding {
    pub finding: Finding,
    /// The line on which it stands, with secrets masked.
    pub line: String,
    pub diff: Vec<Hunk>,
}

impl ShownFinding {
    /// What tells it from the runbook's other findings, as long as the version is the same.
    pub fn key(&self) -> String {
        format!("{}@{}", self.finding.rule.id(), self.finding.place.start)
    }
}

impl RunbookHealth {
    /// The keys of those findings that a proposal can mend.
    pub fn fixes(&self) -> Vec<String> {
        self.runbook.current().map(|current| self.fixable(current).map(ShownFinding::key).collect()).unwrap_or_default()
    }
}

impl Backend {
    /// Judges the current version anew.
    pub async fn runbook_health(&self, ask: Ask<'_>, slug: &str) -> Result<RunbookHealth> {
        ask.may(Permission::Read)?;
        let today = self.clock.now().date_naive();
        let mut tx = self.db.read().await?;
        let id = runbook_id(&mut tx, slug).await?;
        let runbook: Runbook = log::load(&mut tx, &self.cache, id.0).await?;
        let source = runbook.current().map(|version| version.source).ok_or(Error::NotFound)?;
        let (text, cuts) = source_text(&mut tx, source).await?;
        let books = shelf(&mut tx).await?;
        drop(tx);
        let file = Judged::new((&text, &cuts), &[&runbook], &books, today);
        let (health, own) = file.of(&runbook, today).ok_or(Error::NotFound)?;
        let about_all = file.findings.iter().filter(|finding| finding.place.runbook.is_none() && !is_of_review(finding));
        let shown =
            |finding: &Finding| ShownFinding { finding: finding.clone(), line: finding.line(&text), diff: finding.diff(&text) };
        let mut own: Vec<ShownFinding> = own.iter().map(shown).collect();
        let mut about_all: Vec<ShownFinding> = about_all.map(shown).collect();
        for list in [&mut own, &mut about_all] {
            list.sort_by_key(|shown| (std::cmp::Reverse(shown.finding.level), shown.finding.place.start));
        }
        Ok(RunbookHealth { health, own, file: about_all, source: text, runbook })
    }

    /// The marks of all runbooks, for lists.
    pub async fn health_marks(&self, ask: Ask<'_>) -> Result<BTreeMap<RunbookId, HealthMark>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let rows: Vec<(RunbookId, i64, i64, i64, i64)> =
            tx.query("SELECT runbook, score, errors, warnings, hints FROM runbook_health").all().await?;
        let mark = |(id, score, errors, warnings, hints)| (id, HealthMark { score, errors, warnings, hints });
        Ok(rows.into_iter().map(mark).collect())
    }

    /// The mark of one runbook; none where it has not been judged.
    pub async fn health_mark(&self, ask: Ask<'_>, id: RunbookId) -> Result<Option<HealthMark>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let row: Option<(i64, i64, i64, i64)> =
            tx.query("SELECT score, errors, warnings, hints FROM runbook_health WHERE runbook = $1").bind(id).optional().await?;
        Ok(row.map(|(score, errors, warnings, hints)| HealthMark { score, errors, warnings, hints }))
    }
}

/// A file and what was found in it, once for all of its runbooks.
struct Judged {
    document: SourceDocument,
    findings: Vec<Finding>,
}

impl Judged {
    /// The file is read again, cut as it was. Steps have the keys under which comments and evidence know them.
    fn new((text, cuts): (&str, &Cuts), runbooks: &[&Runbook], shelf: &Shelf, today: NaiveDate) -> Self {
        let file = runbooks.first().map_or("", |runbook| runbook.file());
        let mut document = import::read_cut(file, text, cuts);
        for runbook in runbooks {
            let Some(at) = piece_of(&document, runbook) else { continue };
            if let (Some(piece), Some(draft)) = (document.pieces.get_mut(at), &runbook.draft) {
                piece.kind = PieceKind::Runbook(draft.clone());
            }
        }
        let collection = runbooks.first().map(|runbook| runbook.collection());
        import::settle(&mut document, text, shelf, collection);
        let findings = lint(&document, text, today);
        Self { document, findings }
    }

    /// Of one runbook. Its review is due when Tocsin says so, and not when the file did.
    fn of(&self, runbook: &Runbook, today: NaiveDate) -> Option<(Health, Vec<Finding>)> {
        let piece = self.document.pieces.get(piece_of(&self.document, runbook)?)?;
        let mut own: Vec<Finding> = self
            .findings
            .iter()
            .filter(|finding| finding.concerns(piece) && finding.rule != Rule::OverdueReview)
            .cloned()
            .collect();
        if runbook.is_overdue(today) {
            own.push(Finding::overdue(piece.start, runbook.next_review, today));
        }
        Some((Health::of(&own), own))
    }
}

fn is_of_review(finding: &Finding) -> bool {
    matches!(finding.rule, Rule::OverdueReview | Rule::MissingReviewDate)
}

/// Where in its file the current version stands.
fn piece_of(document: &SourceDocument, runbook: &Runbook) -> Option<usize> {
    let version = runbook.current()?;
    document.pieces.iter().position(|piece| piece.start == version.start)
}

/// A file's text, and how it was cut.
async fn source_text(tx: &mut Tx, source: SourceId) -> Result<(String, Cuts)> {
    let (bytes, cuts): (Vec<u8>, String) =
        tx.query("SELECT bytes, cuts FROM sources WHERE id = $1").bind(source).optional().await?.ok_or(Error::NotFound)?;
    Ok((String::from_utf8_lossy(&bytes).into_owned(), cuts::read(&cuts)?))
}

/// A name for the rules of this program: another set of them judges anew what is kept.
fn rules() -> String {
    let digest = RULES.iter().fold(Sha256::new(), |digest, text| digest.chain_update(text.id).chain_update(text.level.word()));
    format!("{:x}", digest.chain_update(env!("CARGO_PKG_VERSION")).finalize())
}

/// Judges a file once and writes the marks of those of its runbooks that have none of this version.
pub(crate) async fn write_marks(
    tx: &mut Tx,
    file: (&str, &Cuts),
    runbooks: &[&Runbook],
    shelf: &Shelf,
    today: NaiveDate,
) -> Result<()> {
    let (rules, mut without) = (rules(), Vec::new());
    for runbook in runbooks {
        let known: Option<(i64, String)> =
            tx.query("SELECT version, rules FROM runbook_health WHERE runbook = $1").bind(runbook.id).optional().await?;
        if known != Some((runbook.version(), rules.clone())) {
            without.push(*runbook);
        }
    }
    if without.is_empty() {
        return Ok(());
    }
    let judged = Judged::new(file, runbooks, shelf, today);
    for runbook in without {
        let piece = piece_of(&judged.document, runbook).and_then(|at| judged.document.pieces.get(at));
        let Some(piece) = piece else { continue };
        let mark = Health::mark(&judged.findings, piece);
        tx.query(
            "INSERT INTO runbook_health (runbook, version, rules, score, errors, warnings, hints)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (runbook) DO UPDATE SET
                 version = excluded.version, rules = excluded.rules, score = excluded.score, errors = excluded.errors,
                 warnings = excluded.warnings, hints = excluded.hints",
        )
        .bind(runbook.id)
        .bind(runbook.version())
        .bind(rules.clone())
        .bind(mark.score)
        .bind(mark.errors)
        .bind(mark.warnings)
        .bind(mark.hints)
        .execute()
        .await?;
    }
    Ok(())
}

/// Judges what was imported before there was a linter, or under other rules.
pub(crate) async fn fill_marks(db: &Db, today: NaiveDate) -> Result<()> {
    let without: Vec<(RunbookId,)> = db
        .read()
        .await?
        .query(
            "SELECT id FROM runbooks
             WHERE NOT EXISTS (
                 SELECT 1 FROM runbook_health AS health
                 WHERE health.runbook = runbooks.id AND health.version = runbooks.version AND health.rules = $1)",
        )
        .bind(rules())
        .all()
        .await?;
    if without.is_empty() {
        return Ok(());
    }
    let mut tx = db.write().await?;
    let mut by_source: BTreeMap<SourceId, Vec<Runbook>> = BTreeMap::new();
    for (id,) in without {
        let runbook: Runbook = log::load(&mut tx, &Cache::default(), id.0).await?;
        if let Some(version) = runbook.current() {
            by_source.entry(version.source).or_default().push(runbook);
        }
    }
    let shelf = shelf(&mut tx).await?;
    for (source, runbooks) in by_source {
        let (text, cuts) = source_text(&mut tx, source).await?;
        write_marks(&mut tx, (&text, &cuts), &runbooks.iter().collect::<Vec<_>>(), &shelf, today).await?;
    }
    tx.commit().await
}
