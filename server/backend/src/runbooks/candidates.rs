//! Which runbooks a person may mean, where they say in a preview which one a piece is.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{
    ids::RunbookId,
    runbooks::{RunbookDraft, RunbookSummary, diff::likeness_of_titles},
};

use super::{Fate, SaidWhich, fate::Fates};

/// A runbook that somebody may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub id: RunbookId,
    pub title: String,
    /// The number of its current version.
    pub version: i64,
}

/// Of one file no more are offered than a person can look through.
const MOST_OF_A_FILE: usize = 60;
/// Of other files only those that are called nearly so, and no more than these.
const MOST_ELSEWHERE: usize = 3;
const NEARLY: f32 = 0.6;
/// More comparisons of titles than these would keep a person waiting.
const MOST_COMPARED: usize = 100_000;

pub(super) struct Candidates<'k> {
    known: &'k [RunbookSummary],
    by_file: HashMap<&'k str, Vec<&'k RunbookSummary>>,
    claimed: HashSet<RunbookId>,
    compares: bool,
}

impl<'k> Candidates<'k> {
    pub(super) fn new(known: &'k [RunbookSummary], fates: &Fates) -> Self {
        let fates = || fates.iter().flatten().flatten();
        let mut by_file: HashMap<&str, Vec<&RunbookSummary>> = HashMap::new();
        for known in known {
            by_file.entry(&known.file).or_default().push(known);
        }
        let new = fates().filter(|fate| fate.known().is_none()).count();
        Self {
            known,
            by_file,
            claimed: fates().filter_map(Fate::known).map(|known| known.id).collect(),
            compares: new.saturating_mul(known.len()) <= MOST_COMPARED,
        }
    }

    /// The titles of those of each file that nothing at hand is.
    pub(super) fn gone(&self) -> BTreeMap<&'k str, Vec<String>> {
        let mut gone: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for known in self.known.iter().filter(|known| !self.claimed.contains(&known.id)) {
            gone.entry(&known.file).or_default().push(known.title.clone());
        }
        gone
    }

    /// Those that may be meant with a runbook of a file: what it is taken for, what somebody said, those of the file that
    /// nothing is yet and then the others, and those that are called nearly so.
    pub(super) fn of(&self, file: &str, draft: &RunbookDraft, fate: &Fate, said: Option<SaidWhich>) -> Vec<Candidate> {
        let said = match said {
            Some(SaidWhich::Is(id)) => Some(id),
            _ => None,
        };
        let of_file = || self.by_file.get(file).into_iter().flatten().copied().take(MOST_OF_A_FILE);
        let is_claimed = |known: &&RunbookSummary| self.claimed.contains(&known.id);
        let mut found: Vec<&RunbookSummary> = Vec::new();
        found.extend(fate.known().and_then(|is| self.known.iter().find(|known| known.id == is.id)));
        found.extend(said.and_then(|id| self.known.iter().find(|known| known.id == id)));
        found.extend(of_file().filter(|known| !is_claimed(known)));
        found.extend(self.called_nearly(draft, fate));
        found.extend(of_file().filter(is_claimed));
        let mut seen = HashSet::new();
        found.retain(|known| seen.insert(known.id));
        let candidate = |known: &RunbookSummary| Candidate { id: known.id, title: known.title.clone(), version: known.version };
        found.into_iter().map(candidate).collect()
    }

    fn called_nearly(&self, draft: &RunbookDraft, fate: &Fate) -> impl Iterator<Item = &'k RunbookSummary> {
        let compared = if self.compares && fate.known().is_none() { self.known } else { &[] };
        let likeness = |known: &'k RunbookSummary| (likeness_of_titles(&known.title, &draft.title), known);
        let mut nearly: Vec<(f32, &RunbookSummary)> =
            compared.iter().map(likeness).filter(|(likeness, _)| *likeness >= NEARLY).collect();
        nearly.sort_by(|(left, _), (right, _)| right.total_cmp(left));
        nearly.into_iter().take(MOST_ELSEWHERE).map(|(_, known)| known)
    }
}
