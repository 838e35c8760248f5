//! What the linter says of runbooks that are kept: a mark for lists, and every finding for the page.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    ids::{RunbookId, SourceId},
    people::Permission,
    runbooks::{
        HealthMark, PieceKind, Runbook, RunbookDraft, SeverityWords, Shelf, SourceDocument,
        import::{self, Cuts},
    },
};
use sha2::{Digest as _, Sha256};

use super::{SourceFile, cuts, read::runbook_id, shelf};
use crate::{
    Ask, Backend, Error, Result,
    background::aside,
    db::{Db, Tx},
    lint::{Finding, Health, Hunk, Marks, RULES, Rule, lint},
    log::{self, Cache, Eyes},
    organisation::severity_words,
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
    /// What the text lacks and somebody has said: it takes nothing from the score.
    pub spared: Vec<Rule>,
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
    fn new(runbook: Runbook, text: String, cuts: &Cuts, words: &SeverityWords, shelf: &Shelf, today: NaiveDate) -> Result<Self> {
        let file = Judged::new((&text, cuts), &runbook, words, shelf, today);
        let (health, own) = file.of(&runbook, today).ok_or(Error::NotFound)?;
        let about_all = file.findings.iter().filter(|finding| finding.place.runbook.is_none() && !is_of_review(finding));
        let shown =
            |finding: &Finding| ShownFinding { finding: finding.clone(), line: finding.line(&text), diff: finding.diff(&text) };
        let mut own: Vec<ShownFinding> = own.iter().map(shown).collect();
        let mut about_all: Vec<ShownFinding> = about_all.map(shown).collect();
        for list in [&mut own, &mut about_all] {
            list.sort_by_key(|shown| (std::cmp::Reverse(shown.finding.level), shown.finding.place.start));
        }
        Ok(Self { health, own, file: about_all, spared: spared(&runbook), source: text, runbook })
    }

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
        let runbook: Runbook = log::load(&mut tx, &self.cache, ask.eyes(), id.0).await?;
        let source = runbook.current().map(|version| version.source).ok_or(Error::NotFound)?;
        let (text, cuts) = source_text(&mut tx, source).await?;
        let (words, books) = (severity_words(&mut tx).await?, shelf(&mut tx).await?);
        drop(tx);
        aside(move || RunbookHealth::new(runbook, text, &cuts, &words, &books, today)).await?
    }

    /// The marks of all runbooks, for lists: what [`HealthMark::of`] adds is not in them.
    pub async fn health_marks(&self, ask: Ask<'_>) -> Result<BTreeMap<RunbookId, HealthMark>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let rows: Vec<(RunbookId, i64, i64, i64, i64)> =
            tx.query("SELECT runbook, score, errors, warnings, hints FROM runbook_health").all().await?;
        let mark = |(id, score, errors, warnings, hints)| (id, HealthMark { score, errors, warnings, hints });
        Ok(rows.into_iter().map(mark).collect())
    }

    /// The mark of one runbook, as in [`Backend::health_marks`]; none where it has not been judged.
    pub async fn health_mark(&self, ask: Ask<'_>, id: RunbookId) -> Result<Option<HealthMark>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let row: Option<(i64, i64, i64, i64)> =
            tx.query("SELECT score, errors, warnings, hints FROM runbook_health WHERE runbook = $1").bind(id).optional().await?;
        Ok(row.map(|(score, errors, warnings, hints)| HealthMark { score, errors, warnings, hints }))
    }
}

/// A file and what was found in it.
struct Judged {
    document: SourceDocument,
    findings: Vec<Finding>,
}

impl Judged {
    /// The file is read again, cut as it was. Steps have the keys under which comments and evidence know them, and what is
    /// said of a runbook's upkeep counts before its text.
    fn new((text, cuts): (&str, &Cuts), runbook: &Runbook, words: &SeverityWords, shelf: &Shelf, today: NaiveDate) -> Self {
        let mut document = import::read_cut(runbook.file(), text, cuts, words);
        if let (Some(at), Some(draft)) = (piece_of(&document, runbook), &runbook.draft)
            && let Some(piece) = document.pieces.get_mut(at)
        {
            let (owners, severity) = (runbook.owners.clone(), runbook.severity.clone());
            piece.kind = PieceKind::Runbook(RunbookDraft { owners, severity, ..draft.clone() });
        }
        import::settle(&mut document, text, shelf, Some(runbook.collection()));
        let findings = lint(&document, text, words, today);
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

/// What only upkeep says of the runbook, and its text doesn't.
fn spared(runbook: &Runbook) -> Vec<Rule> {
    let Some(draft) = &runbook.draft else { return Vec::new() };
    let owner = (draft.owners.is_empty() && !runbook.owners.is_empty()).then_some(Rule::MissingOwner);
    let severity = (draft.severity.is_none() && runbook.severity.is_some()).then_some(Rule::MissingSeverity);
    owner.into_iter().chain(severity).collect()
}

fn is_of_review(finding: &Finding) -> bool {
    matches!(finding.rule, Rule::OverdueReview | Rule::MissingReviewDate)
}

/// Where in its file the current version stands. Another file of its name may have it elsewhere.
fn piece_of(document: &SourceDocument, runbook: &Runbook) -> Option<usize> {
    let version = runbook.current()?;
    let at = document.pieces.partition_point(|piece| piece.start < version.start);
    let is_here = document.pieces.get(at).is_some_and(|piece| piece.start == version.start && piece.sha256 == version.sha256);
    let elsewhere = || document.pieces.iter().position(|piece| piece.sha256 == version.sha256);
    if is_here { Some(at) } else { elsewhere() }
}

/// A file's text, and how it was cut.
async fn source_text(tx: &mut Tx, source: SourceId) -> Result<(String, Cuts)> {
    let (bytes, cuts): (Vec<u8>, String) =
        tx.query("SELECT bytes, cuts FROM sources WHERE id = $1").bind(source).optional().await?.ok_or(Error::NotFound)?;
    Ok((String::from_utf8_lossy(&bytes).into_owned(), cuts::read(&cuts)?))
}

/// What a mark holds; raised where another part of the findings is kept.
const SHAPE: &str = "2";

/// A name for the rules of this program: another set of them judges anew what is kept.
fn rules() -> String {
    let digest = RULES.iter().fold(Sha256::new(), |digest, text| digest.chain_update(text.id).chain_update(text.level.word()));
    format!("{:x}", digest.chain_update(env!("CARGO_PKG_VERSION")).chain_update(SHAPE).finalize())
}

/// A file, where what leads to a runbook of another file is not broken, and what is found in it.
pub(crate) fn judged(
    file: &SourceFile,
    shelf: &Shelf,
    collection: Option<&str>,
    today: NaiveDate,
) -> (SourceDocument, Vec<Finding>) {
    let mut document = file.document.clone();
    import::settle(&mut document, &file.text, shelf, collection);
    let findings = lint(&document, &file.text, file.words(), today);
    (document, findings)
}

/// Writes the marks of those runbooks of a file that have none of this version. `findings` is what was found in it.
pub(crate) async fn write_marks(
    tx: &mut Tx,
    document: &SourceDocument,
    findings: &[Finding],
    runbooks: &[&Runbook],
) -> Result<()> {
    let (rules, marks) = (rules(), Marks::new(findings));
    for runbook in runbooks {
        let known: Option<(i64, String)> =
            tx.query("SELECT version, rules FROM runbook_health WHERE runbook = $1").bind(runbook.id).optional().await?;
        if known == Some((runbook.version(), rules.clone())) {
            continue;
        }
        let piece = piece_of(document, runbook).and_then(|at| document.pieces.get(at));
        let Some(piece) = piece else { continue };
        let mark = marks.of(piece);
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
    let mut tx = db.write_at_length().await?;
    let words = severity_words(&mut tx).await?;
    let mut by_source: BTreeMap<SourceId, Vec<Runbook>> = BTreeMap::new();
    for (id,) in without {
        let runbook: Runbook = log::load(&mut tx, &Cache::default(), Eyes::Tocsin, id.0).await?;
        if let Some(version) = runbook.current() {
            by_source.entry(version.source).or_default().push(runbook);
        }
    }
    let books = shelf(&mut tx).await?;
    for (source, runbooks) in by_source {
        let (text, cuts) = source_text(&mut tx, source).await?;
        let file = runbooks.first().map_or("", |runbook| runbook.file());
        let mut document = import::read_cut(file, &text, &cuts, &words);
        import::settle(&mut document, &text, &books, runbooks.first().map(Runbook::collection));
        let findings = lint(&document, &text, &words, today);
        write_marks(&mut tx, &document, &findings, &runbooks.iter().collect::<Vec<_>>()).await?;
    }
    tx.commit().await
}
