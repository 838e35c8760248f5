use chrono::NaiveDate;
use domain::runbooks::{HandbookKind, Language, Piece, PieceKind, RunbookDraft, SeverityWords, SourceDocument, Step};

use super::{
    Finding, Level, Place, Rule,
    code::{Code, Map, code},
    shell::{Call, calls},
    sql::{Sitting, Statement, statements},
};

/// A file spread out for the rules: its text, what the importer recognised in it, and its code.
pub(super) struct Sheet<'a> {
    pub(super) text: &'a str,
    pub(super) document: &'a SourceDocument,
    pub(super) words: &'a SeverityWords,
    pub(super) today: NaiveDate,
    pub(super) code: Code,
    pub(super) calls: Vec<Call>,
    pub(super) statements: Vec<Statement>,
    /// Where each line begins, the first left out.
    breaks: Vec<usize>,
}

/// Programs that take SQL after an option.
const SQL_CLIENTS: [(&str, &[&str]); 4] = [
    ("psql", &["-c", "--command"]),
    ("mysql", &["-e", "--execute"]),
    ("mariadb", &["-e", "--execute"]),
    ("cockroach", &["-e", "--execute"]),
];

impl<'a> Sheet<'a> {
    pub(super) fn new(document: &'a SourceDocument, text: &'a str, words: &'a SeverityWords, today: NaiveDate) -> Self {
        let mut code = code(text);
        // The form of a post-mortem is to be filled in, and what stands in it is nobody's command.
        let forms: Vec<(usize, usize)> = document
            .handbook()
            .filter(|(kind, _)| *kind == HandbookKind::PostmortemTemplate)
            .map(|(_, piece)| (piece.start, piece.end))
            .collect();
        code.snippets.retain(|snippet| !forms.iter().any(|(start, end)| (*start..*end).contains(&snippet.map.source(0))));
        let (mut all_calls, mut all_statements) = (Vec::new(), Vec::new());
        for (number, snippet) in code.snippets.iter().enumerate() {
            match snippet.language {
                Some(Language::Shell) => {
                    let found = calls(snippet);
                    all_statements.extend(found.iter().flat_map(sql_of));
                    all_calls.extend(found);
                }
                // The parts of a fence are typed one after another.
                Some(Language::Sql) => {
                    let sitting = snippet.fence.map_or(Sitting::Span(number), Sitting::Fence);
                    all_statements.extend(statements(&snippet.text, &snippet.map, sitting));
                }
                _ => {}
            }
        }
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Self { text, document, words, today, code, calls: all_calls, statements: all_statements, breaks }
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The lines of the file with the byte at which each begins.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &'a str)> {
        let mut at = 0;
        self.text.split_inclusive('\n').map(move |line| {
            let start = at;
            at += line.len();
            (start, line)
        })
    }

    /// The line on which a byte stands.
    pub(super) fn line_at(&self, at: usize) -> &'a str {
        let before = self.slice(0, at);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let rest = self.text.get(start..).unwrap_or_default();
        rest.split('\n').next().unwrap_or_default()
    }

    pub(super) fn runbooks(&self) -> impl Iterator<Item = (&'a Piece, &'a RunbookDraft)> {
        self.document.pieces.iter().filter_map(|piece| match &piece.kind {
            PieceKind::Runbook(draft) => Some((piece, draft)),
            _ => None,
        })
    }

    pub(super) fn piece(&self, at: usize) -> Option<&'a Piece> {
        // Each begins where the one before it ends.
        let pieces = &self.document.pieces;
        pieces.get(pieces.partition_point(|piece| piece.end <= at)).filter(|piece| piece.start <= at)
    }

    /// What a byte's runbook says, or its section of the handbook: where an undo or a warning is looked for.
    pub(super) fn around(&self, at: usize) -> &'a str {
        self.piece(at).map_or("", |piece| piece.slice(self.text))
    }

    /// The step in which a byte stands. Steps that are lines of one fence are told apart by their words.
    pub(super) fn step(&self, at: usize) -> Option<&'a Step> {
        let Some(PieceKind::Runbook(draft)) = self.piece(at).map(|piece| &piece.kind) else {
            return None;
        };
        let narrowest =
            draft.steps().filter(|step| (step.start..step.end).contains(&at)).map(|step| step.end - step.start).min()?;
        let line = self.line_at(at).trim();
        let mut here = draft.steps().filter(|step| (step.start..step.end).contains(&at) && step.end - step.start == narrowest);
        let first = here.next()?;
        let worded = |step: &&Step| !line.is_empty() && (step.detail.contains(line) || line.contains(step.text.as_str()));
        Some(std::iter::once(first).chain(here).find(worded).unwrap_or(first))
    }

    /// The heading under which a byte stands, and the lines above it that belong to the same fence or paragraph.
    pub(super) fn said_before(&self, at: usize) -> String {
        let before = self.slice(0, at);
        let heading =
            before.lines().rev().take(400).find(|line| line.starts_with('#') && line.contains("# ")).unwrap_or_default();
        let near: Vec<&str> = before.lines().rev().take(8).take_while(|line| !line.starts_with("---")).collect();
        format!("{heading}\n{}\n{}", near.join("\n"), self.line_at(at))
    }

    pub(super) fn place(&self, start: usize, end: usize) -> Place {
        let line = self.breaks.partition_point(|begins| *begins <= start);
        let runbook = match self.piece(start).map(|piece| &piece.kind) {
            Some(PieceKind::Runbook(draft)) => Some(draft.id()),
            _ => None,
        };
        let step = self.step(start).map(|step| step.key.clone());
        Place { start, end, line: u32::try_from(line).unwrap_or(u32::MAX).saturating_add(1), runbook, step }
    }

    /// A finding with the level and the explanation that the rule has by itself.
    pub(super) fn finding(&self, rule: Rule, (start, end): (usize, usize), what: impl Into<String>) -> Finding {
        let (level, why) = (rule.text().level, rule.text().why.to_owned());
        Finding { rule, level, place: self.place(start, end), what: what.into(), why, fix: None }
    }
}

impl Finding {
    pub(super) fn at_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    pub(super) fn because(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    pub(super) fn fixed(mut self, (start, end): (usize, usize), replacement: impl Into<String>) -> Self {
        self.fix = Some(super::Fix { start, end, replacement: replacement.into() });
        self
    }
}

/// The SQL that a client is given on its command line.
fn sql_of(call: &Call) -> Vec<Statement> {
    let Some((_, options)) = SQL_CLIENTS.iter().find(|(name, _)| call.program() == *name) else {
        return Vec::new();
    };
    let sitting = Sitting::Command(call.start);
    if let Some(input) = &call.input {
        return statements(&input.raw, &Map::at(input.start), sitting);
    }
    let Some(word) = call.value_of(options) else {
        return Vec::new();
    };
    let quoted = word.raw.strip_prefix(['"', '\'']).and_then(|raw| raw.strip_suffix(['"', '\'']));
    // Same length, so that every byte keeps its place.
    let text = quoted.unwrap_or(&word.raw).replace("\\\"", " \"").replace("\\$", " $");
    statements(&text, &Map::at(word.inside()), sitting)
}
