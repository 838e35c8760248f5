//! The runbooks that there are, by what each is known again: found in one step, however many there are.

use std::collections::{HashMap, HashSet, VecDeque};

use domain::{
    ids::RunbookId,
    runbooks::{FrontMatter, Piece, RunbookDraft, RunbookSummary},
};

use super::{SaidWhich, SourceFile, summaries::summaries};
use crate::{Result, db::Tx};

/// Every runbook there is, as lists show it, the oldest first.
pub(super) async fn known(tx: &mut Tx) -> Result<Vec<RunbookSummary>> {
    tx.query(summaries!("ORDER BY id")).all().await
}

/// A runbook that was found, and where.
pub(super) struct Found<'a> {
    pub(super) file: &'a str,
    pub(super) front: Option<&'a FrontMatter>,
    pub(super) piece: &'a Piece,
    pub(super) draft: &'a RunbookDraft,
    pub(super) text: &'a str,
    /// What a person says that it is.
    said: Option<SaidWhich>,
    import_id: String,
    words: String,
}

impl<'a> Found<'a> {
    pub(super) fn new(file: &'a SourceFile, piece: &'a Piece, draft: &'a RunbookDraft, said: Option<SaidWhich>) -> Self {
        let (document, text) = (&file.document, piece.slice(&file.text));
        let (import_id, words) = (draft.id(), words(&draft.title));
        Self { file: &document.file, front: document.front.as_deref(), piece, draft, text, said, import_id, words }
    }

    /// Whether a likeness may tell what it is: not where it says so itself, or a person does.
    pub(super) fn may_be_like(&self) -> bool {
        self.front.is_none() && self.said.is_none()
    }

    /// By what it is known again, if a known runbook has the same.
    fn marks(&self) -> [Option<Mark<'_>>; RULES] {
        let (file, words) = (self.file, self.words.as_str());
        match self.said {
            Some(SaidWhich::New) => return [const { None }; RULES],
            Some(SaidWhich::Is(id)) => return [Some(Mark::Id(id)), None, None, None, None, None, None],
            None => {}
        }
        [
            None,
            self.front.and_then(|front| front.id).map(Mark::Id),
            self.front.map(|front| Mark::Slug(&front.slug)),
            self.draft.external_id.as_deref().map(Mark::ExternalId),
            Some(Mark::Place { file, import_id: &self.import_id, words }),
            Some(Mark::Title { file, words }),
            Some(Mark::TitleAnywhere { words }),
        ]
    }
}

/// By what a runbook is known again, surest first. Titles are alike where their words are the same.
#[derive(PartialEq, Eq, Hash)]
enum Mark<'a> {
    Id(RunbookId),
    Slug(&'a str),
    ExternalId(&'a str),
    Place {
        file: &'a str,
        import_id: &'a str,
        words: &'a str,
    },
    Title {
        file: &'a str,
        words: &'a str,
    },
    /// The file was renamed: the one from which it came is not among those at hand.
    TitleAnywhere {
        words: &'a str,
    },
}

const RULES: usize = 7;

/// For each runbook that was found in a file: which known one it is, if it is one.
pub(super) type Recognised<'k> = Vec<Vec<Option<&'k RunbookSummary>>>;

/// Which known runbook each of those found is, if it is one; a known one is no two of them. A rule is tried for all
/// before the next one is, so that a likeness never takes away what an id belongs to; what a person says comes first.
pub(super) fn recognise<'k>(
    found: &[Vec<Option<Found<'_>>>],
    known: &'k [RunbookSummary],
    files: &HashSet<&str>,
) -> Recognised<'k> {
    let titles: Vec<String> = known.iter().map(|known| words(&known.title)).collect();
    let mut index = Index::of(known, &titles, files);
    let mut recognised: Recognised<'k> = found.iter().map(|pieces| vec![None; pieces.len()]).collect();
    for rule in 0..RULES {
        for (pieces, places) in found.iter().zip(&mut recognised) {
            for (found, place) in pieces.iter().zip(places) {
                let Some(found) = found.as_ref().filter(|_| place.is_none()) else { continue };
                *place = found.marks().get(rule).and_then(Option::as_ref).and_then(|mark| index.take(mark));
            }
        }
    }
    recognised
}

/// The known runbooks by each of their marks, the oldest first, and who is somebody's already.
struct Index<'k, 'm> {
    by_mark: HashMap<Mark<'m>, VecDeque<&'k RunbookSummary>>,
    taken: HashSet<RunbookId>,
}

impl<'k: 'm, 'm> Index<'k, 'm> {
    fn of(known: &'k [RunbookSummary], titles: &'m [String], files: &HashSet<&str>) -> Self {
        let mut by_mark: HashMap<Mark<'m>, VecDeque<&'k RunbookSummary>> = HashMap::new();
        for (known, words) in known.iter().zip(titles) {
            for mark in marks(known, words, files).into_iter().flatten() {
                by_mark.entry(mark).or_default().push_back(known);
            }
        }
        Self { by_mark, taken: HashSet::new() }
    }

    /// The oldest with this mark that is nobody's yet. Whoever is passed over stays somebody's, and is not looked at again.
    fn take(&mut self, mark: &Mark<'m>) -> Option<&'k RunbookSummary> {
        let alike = self.by_mark.get_mut(mark)?;
        std::iter::from_fn(|| alike.pop_front()).find(|known| self.taken.insert(known.id))
    }
}

fn marks<'a>(known: &'a RunbookSummary, words: &'a str, files: &HashSet<&str>) -> [Option<Mark<'a>>; RULES] {
    let file = known.file.as_str();
    [
        None,
        Some(Mark::Id(known.id)),
        Some(Mark::Slug(&known.slug)),
        known.external_id.as_deref().map(Mark::ExternalId),
        Some(Mark::Place { file, import_id: &known.import_id, words }),
        Some(Mark::Title { file, words }),
        (!files.contains(file)).then_some(Mark::TitleAnywhere { words }),
    ]
}

/// Its words in lower case, without what stands between them.
fn words(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
