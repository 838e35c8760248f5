//! What the person who imports decided in the preview, and how a form says it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
};

use chrono::NaiveDate;
use domain::{
    ids::RunbookId,
    runbooks::{
        PieceKind, Upkeep, Whom,
        import::{self, Begins, Cuts, Heading, Told},
    },
};
use serde::{Deserialize, Serialize};

use super::{Adoption, Fate, SourceFile, intake::ReadFile, preview::Lines};

/// What was decided about the files of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// How files are cut, by name. One that isn't here is cut as the last one of its name was.
    #[serde(default)]
    pub cuts: BTreeMap<String, Cuts>,
    #[serde(default)]
    pub upkeep: Vec<PieceUpkeep>,
    /// Which runbook each is of which somebody said so.
    #[serde(default)]
    pub said: Vec<PieceSaid>,
    pub adopt: Vec<Adoption>,
}

/// What is said of the upkeep of one runbook of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceUpkeep {
    pub file: String,
    /// The byte at which its piece begins.
    pub start: usize,
    pub upkeep: Upkeep,
}

/// Which runbook a piece is, against what it would be recognised as or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaidWhich {
    /// One that isn't there yet.
    New,
    /// This one; and the text of the file becomes its next version even where it has moved on since.
    Is(RunbookId),
}

/// What is said of one runbook of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceSaid {
    pub file: String,
    /// The byte at which its piece begins.
    pub start: usize,
    pub said: SaidWhich,
}

/// What the form of a preview says of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaidOfFile {
    /// Headings of this level begin its pieces.
    pub level: Option<u8>,
    /// What the pieces that were shown are taken for, by line.
    pub pieces: HashMap<usize, Begins>,
    /// Lines inside of pieces at which one of its own begins.
    pub cut_at: HashSet<usize>,
    /// Lines of runbooks that are ticked.
    pub ticked: HashSet<usize>,
    /// Which runbooks those are that were asked about, by line; nothing where it is as recognised.
    pub said: HashMap<usize, Option<SaidWhich>>,
}

/// What is said of the upkeep of many runbooks at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaidOfMany {
    pub whom: Whom,
    pub upkeep: Upkeep,
    /// What was said of them before is taken back.
    pub take_back: bool,
}

impl Choices {
    /// What is said of the runbook that begins at byte `start` of a file.
    pub(super) fn upkeep(&self, file: &str, start: usize) -> Upkeep {
        let said = self.upkeep.iter().find(|said| said.start == start && said.file == file);
        said.map(|said| said.upkeep.clone()).unwrap_or_default()
    }

    /// Which runbook it is that begins at byte `start` of a file, if somebody said so.
    pub(super) fn said(&self, file: &str, start: usize) -> Option<SaidWhich> {
        self.said.iter().find(|said| said.start == start && said.file == file).map(|said| said.said)
    }

    /// Takes what is said of which runbooks those of a file are.
    pub(super) fn say_which(&mut self, file: &SourceFile, said: &HashMap<usize, Option<SaidWhich>>) {
        let name = &file.document.file;
        let mut lines = Lines::of_text(&file.text);
        for piece in &file.document.pieces {
            let Some(said) = said.get(&lines.of(piece.start)) else { continue };
            self.said.retain(|other| other.start != piece.start || other.file != *name);
            let said = said.filter(|_| matches!(piece.kind, PieceKind::Runbook(_)));
            self.said.extend(said.map(|said| PieceSaid { file: name.clone(), start: piece.start, said }));
        }
    }

    /// The files, cut as a form says of each: `files` as these choices cut them, which is what the form showed.
    pub(super) fn recut(&mut self, files: Vec<ReadFile>, said: &[SaidOfFile], today: NaiveDate) -> Vec<ReadFile> {
        let recut = |(read, said): (ReadFile, &SaidOfFile)| {
            let cuts = cuts(&read.file, said);
            self.cuts.insert(read.file.document.file.clone(), cuts.clone());
            read.cut(cuts, today)
        };
        files.into_iter().zip(said).map(recut).collect()
    }

    /// Takes what is said of the upkeep of many runbooks of a file.
    pub(super) fn say(&mut self, file: &SourceFile, fates: &[Option<Fate>], ticked: &HashSet<usize>, many: &SaidOfMany) {
        if many.upkeep.is_empty() && !many.take_back {
            return;
        }
        let name = &file.document.file;
        let ticked = starts(file, ticked);
        for (piece, fate) in file.document.pieces.iter().zip(fates) {
            let (PieceKind::Runbook(draft), Some(fate)) = (&piece.kind, fate) else { continue };
            let before = self.upkeep(name, piece.start);
            let known = fate.known();
            let is_meant = match many.whom {
                Whom::Ticked => ticked.contains(&piece.start),
                Whom::All => true,
                Whom::WithoutOwner => {
                    before.owners.is_none() && draft.owners.is_empty() && known.is_none_or(|known| known.owners.is_empty())
                }
                Whom::WithoutSeverity => {
                    before.severity.is_none() && draft.severity.is_none() && known.is_none_or(|known| known.severity.is_none())
                }
            };
            if !is_meant {
                continue;
            }
            self.upkeep.retain(|said| said.start != piece.start || said.file != *name);
            let upkeep = if many.take_back { Upkeep::default() } else { many.upkeep.clone().over(before) };
            if !upkeep.is_empty() {
                self.upkeep.push(PieceUpkeep { file: name.clone(), start: piece.start, upkeep });
            }
        }
    }
}

/// The bytes at which pieces begin that begin on these lines.
fn starts(file: &SourceFile, lines: &HashSet<usize>) -> HashSet<usize> {
    if lines.is_empty() {
        return HashSet::new();
    }
    let headings = import::headings(&file.text).into_iter().filter(|heading| lines.contains(&heading.line));
    let single = file.document.front.is_some().then(|| file.document.pieces.iter().map(|piece| piece.start));
    headings.map(|heading| heading.start).chain(single.into_iter().flatten()).collect()
}

/// What a form says, told as the difference from how the file is read as it stands.
fn cuts(shown: &SourceFile, said: &SaidOfFile) -> Cuts {
    if said.level != shown.cuts.level {
        return Cuts { level: said.level, told: Vec::new() };
    }
    let plain = Cuts { level: said.level, told: Vec::new() };
    let plain = if plain == shown.cuts { Cow::Borrowed(shown) } else { Cow::Owned(shown.clone().cut(plain)) };
    let opening = plain.document.pieces.iter().filter_map(|piece| match piece.kind {
        PieceKind::Preamble | PieceKind::Trailer => None,
        PieceKind::Runbook(_) => Some((piece.start, true)),
        PieceKind::Handbook(_) => Some((piece.start, false)),
    });
    let opens: HashMap<usize, bool> = opening.collect();
    let told = import::headings(&shown.text).into_iter().filter_map(|heading| {
        let begins = begins(&heading, said, opens.get(&heading.start).copied())?;
        Some(Told { heading: heading.words, nth: heading.nth, begins })
    });
    Cuts { level: said.level, told: told.collect() }
}

/// What is to be told of a heading; nothing where the file is read so anyway. `opens` says whether the heading begins a
/// runbook or another piece there.
fn begins(heading: &Heading, said: &SaidOfFile, opens: Option<bool>) -> Option<Begins> {
    let inside = if said.cut_at.contains(&heading.line) { Begins::Piece } else { Begins::Nothing };
    let wanted = said.pieces.get(&heading.line).copied().unwrap_or(inside);
    let is_so = match wanted {
        Begins::Nothing => opens.is_none(),
        Begins::Piece => opens.is_some(),
        Begins::Runbook => opens == Some(true),
        Begins::Handbook => opens == Some(false),
    };
    (!is_so).then_some(wanted)
}
