//! The last rules by which a runbook is known again: where it stood in its file, what it was nearly called, what it nearly
//! says. They speak of those alone that no other rule has claimed, in a file of the same name.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use domain::{
    ids::RunbookId,
    runbooks::{
        RunbookDraft, RunbookSummary,
        diff::{likeness_of_texts, likeness_of_titles},
    },
};

use super::{
    known::{Found, Recognised},
    sources::current_texts,
};
use crate::{Result, db::Tx};

/// At the same place it is the same with so much of its title, or so much of its text.
const TITLE_AT_ITS_PLACE: f32 = 0.8;
const TEXT_AT_ITS_PLACE: f32 = 0.7;
/// Elsewhere in its file with so much of its title.
const TITLE_IN_ITS_FILE: f32 = 0.85;

/// Where more runbooks of one file than these have no partner, on either side, nobody could say which is which.
const MOST: usize = 100;

/// A runbook that was found, by its places among files and pieces, and a known one.
#[derive(Clone, Copy)]
struct Pair<'k> {
    at: (usize, usize),
    known: &'k RunbookSummary,
}

pub(super) struct Likeness<'f, 'k> {
    found: &'f [Vec<Option<Found<'f>>>],
    /// Those that stand at the same place of files of the same name.
    at_their_place: Vec<Pair<'k>>,
    elsewhere: Vec<Pair<'k>>,
    /// Of the known ones at the same place.
    pub(super) texts: HashMap<RunbookId, String>,
}

impl<'f, 'k> Likeness<'f, 'k> {
    pub(super) fn new(found: &'f [Vec<Option<Found<'f>>>], known: &'k [RunbookSummary], recognised: &Recognised<'k>) -> Self {
        let claimed: HashSet<RunbookId> = recognised.iter().flatten().flatten().map(|known| known.id).collect();
        let mut free: HashMap<&str, Vec<&'k RunbookSummary>> = HashMap::new();
        for known in known.iter().filter(|known| !claimed.contains(&known.id)) {
            free.entry(&known.file).or_default().push(known);
        }
        let (mut at_their_place, mut elsewhere) = (Vec::new(), Vec::new());
        for (number, (pieces, places)) in found.iter().zip(recognised).enumerate() {
            let open = pieces.iter().zip(places).enumerate().filter_map(|(piece, (found, place))| {
                found.as_ref().filter(|found| place.is_none() && found.may_be_like()).map(|found| (piece, found))
            });
            let open: Vec<(usize, &Found<'_>)> = open.collect();
            let Some(known) = open.first().and_then(|(_, found)| free.get(found.file)) else { continue };
            if open.len() > MOST || known.len() > MOST {
                continue;
            }
            for (piece, found) in open {
                for known in known.iter().filter(|known| may_be(found, known)) {
                    let is_there = RunbookDraft::place_in(&known.import_id) == Some(found.draft.ordinal);
                    let pairs = if is_there { &mut at_their_place } else { &mut elsewhere };
                    pairs.push(Pair { at: (number, piece), known });
                }
            }
        }
        Self { found, at_their_place, elsewhere, texts: HashMap::new() }
    }

    /// Reads the texts that are to be compared.
    pub(super) async fn load(&mut self, tx: &mut Tx) -> Result<()> {
        let ids: HashSet<RunbookId> = self.at_their_place.iter().map(|pair| pair.known.id).collect();
        self.texts = current_texts(tx, &ids).await?;
        Ok(())
    }

    /// Fills in who is like whom, the likest first; nobody is two.
    pub(super) fn recognise(&self, recognised: &mut Recognised<'k>) {
        let there = self.at_their_place.iter().filter_map(|pair| Some((self.likeness_at_its_place(*pair)?, *pair)));
        let mut there: Vec<(f32, Pair<'k>)> = there.collect();
        pair_off(&mut there, recognised);
        let in_file = self.at_their_place.iter().chain(&self.elsewhere).filter_map(|pair| {
            let likeness = self.titles(*pair);
            (likeness >= TITLE_IN_ITS_FILE).then_some((likeness, *pair))
        });
        let mut in_file: Vec<(f32, Pair<'k>)> = in_file.collect();
        pair_off(&mut in_file, recognised);
    }

    fn likeness_at_its_place(&self, pair: Pair<'k>) -> Option<f32> {
        let titles = self.titles(pair);
        if titles >= TITLE_AT_ITS_PLACE {
            return Some(titles);
        }
        let (found, text) = (self.found_at(pair)?, self.texts.get(&pair.known.id)?);
        Some(likeness_of_texts(text, found.text)).filter(|likeness| *likeness >= TEXT_AT_ITS_PLACE)
    }

    fn titles(&self, pair: Pair<'k>) -> f32 {
        self.found_at(pair).map_or(0.0, |found| likeness_of_titles(&pair.known.title, &found.draft.title))
    }

    fn found_at(&self, Pair { at: (file, piece), .. }: Pair<'k>) -> Option<&Found<'f>> {
        self.found.get(file)?.get(piece)?.as_ref()
    }
}

/// Two lasting names of their own are two runbooks, whatever they are called.
fn may_be(found: &Found<'_>, known: &RunbookSummary) -> bool {
    found.draft.external_id.is_none() || known.external_id.is_none()
}

fn pair_off<'k>(pairs: &mut [(f32, Pair<'k>)], recognised: &mut Recognised<'k>) {
    pairs.sort_by(|(left, one), (right, other)| right.total_cmp(left).then_with(|| Reverse(other.at).cmp(&Reverse(one.at))));
    let mut claimed: HashSet<RunbookId> = recognised.iter().flatten().flatten().map(|known| known.id).collect();
    for (_, Pair { at: (file, piece), known }) in pairs {
        let Some(place) = recognised.get_mut(*file).and_then(|places| places.get_mut(*piece)) else { continue };
        if place.is_none() && claimed.insert(known.id) {
            *place = Some(*known);
        }
    }
}
