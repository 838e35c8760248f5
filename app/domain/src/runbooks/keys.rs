use std::collections::{BTreeMap, BTreeSet};

use super::{Branch, Decision, RunbookDraft, Step};

/// Two texts are the same line when this much of their words agree (Dice's coefficient).
const SIMILAR: f64 = 0.6;

/// Gives the steps, branches and decisions of a new version the keys that they had in the old one,
/// wherever the text is the same or nearly so. A key that has been used for something else is not
/// given again, so that comments and evidence never move to another line.
pub fn carry_keys(old: &RunbookDraft, new: &mut RunbookDraft) {
    let steps = renamed(&steps_of(old), &steps_of(new));
    let branches = renamed(&branches_of(old), &branches_of(new));
    let decisions = renamed(&decisions_of(old), &decisions_of(new));
    rename_all(new, &steps, &branches, &decisions);
}

/// Gives keys the names that they have in `names`, which is what [`differing_keys`] found.
#[cfg(feature = "import")]
pub(super) fn rename_keys(draft: &mut RunbookDraft, names: &BTreeMap<String, String>) {
    rename_all(draft, names, names, names);
}

/// The keys of `kept` that are others than those at the same place of `read`, by the latter.
#[cfg(feature = "import")]
pub(super) fn differing_keys(read: &RunbookDraft, kept: &RunbookDraft) -> BTreeMap<String, String> {
    let keys = |draft: &RunbookDraft| -> Vec<String> {
        let keyed = [steps_of(draft), branches_of(draft), decisions_of(draft)];
        keyed.into_iter().flatten().map(|keyed| keyed.key).collect()
    };
    let (read, kept) = (keys(read), keys(kept));
    // Another reading of the same text: no key has a place by which it could be told.
    if read.len() != kept.len() {
        return BTreeMap::new();
    }
    read.into_iter().zip(kept).filter(|(read, kept)| read != kept).collect()
}

fn rename_all(
    draft: &mut RunbookDraft,
    steps: &BTreeMap<String, String>,
    branches: &BTreeMap<String, String>,
    decisions: &BTreeMap<String, String>,
) {
    for section in &mut draft.sections {
        for step in &mut section.steps {
            rename(&mut step.key, steps);
            rename_some(&mut step.branch, branches);
        }
        for decision in &mut section.decisions {
            rename(&mut decision.key, decisions);
            rename_some(&mut decision.after, steps);
            rename_some(&mut decision.branch, branches);
            for branch in &mut decision.branches {
                rename(&mut branch.key, branches);
                rename_some(&mut branch.leads_to, steps);
            }
        }
    }
}

/// A thing with a key, and the words by which it is known again.
struct Keyed {
    key: String,
    prefix: String,
    words: BTreeSet<String>,
    text: String,
}

impl Keyed {
    fn new(key: &str, text: &str) -> Self {
        let prefix = key.rsplit_once('-').map_or(key, |(prefix, _)| prefix).to_owned();
        let words =
            text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        Self { key: key.to_owned(), prefix, words, text: text.trim().to_owned() }
    }

    fn likeness(&self, other: &Self) -> f64 {
        if self.text == other.text {
            return if self.prefix == other.prefix { 2.0 } else { 1.5 };
        }
        let total = self.words.len() + other.words.len();
        if total == 0 {
            return 0.0;
        }
        let common = self.words.intersection(&other.words).count();
        let nearer = if self.prefix == other.prefix { 0.0 } else { 0.1 };
        #[expect(clippy::cast_precision_loss, reason = "a line has few words")]
        let dice = 2.0 * common as f64 / total as f64;
        dice - nearer
    }
}

fn steps_of(runbook: &RunbookDraft) -> Vec<Keyed> {
    runbook.steps().map(|Step { key, text, .. }| Keyed::new(key, text)).collect()
}

fn decisions_of(runbook: &RunbookDraft) -> Vec<Keyed> {
    let decisions = runbook.sections.iter().flat_map(|section| &section.decisions);
    decisions
        .map(|Decision { key, branches, .. }| {
            let labels: Vec<&str> = branches.iter().map(|branch| branch.label.as_str()).collect();
            Keyed::new(key, &labels.join(" "))
        })
        .collect()
}

fn branches_of(runbook: &RunbookDraft) -> Vec<Keyed> {
    let decisions = runbook.sections.iter().flat_map(|section| &section.decisions);
    decisions.flat_map(|decision| &decision.branches).map(|Branch { key, label, .. }| Keyed::new(key, label)).collect()
}

/// The best pairs first; what finds no partner keeps its fresh key if nobody else has had it.
fn renamed(old: &[Keyed], new: &[Keyed]) -> BTreeMap<String, String> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (here, fresh) in new.iter().enumerate() {
        for (there, known) in old.iter().enumerate() {
            let likeness = fresh.likeness(known);
            if likeness >= SIMILAR {
                pairs.push((likeness, here, there));
            }
        }
    }
    // Equal likeness: those that stand at the same place belong together.
    pairs.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.abs_diff(left.2).cmp(&right.1.abs_diff(right.2))));

    let mut names = BTreeMap::new();
    let mut taken: BTreeSet<String> = old.iter().map(|known| known.key.clone()).collect();
    let mut matched = BTreeSet::new();
    for (_, here, there) in pairs {
        let (Some(fresh), Some(known)) = (new.get(here), old.get(there)) else {
            continue;
        };
        if !names.contains_key(&fresh.key) && matched.insert(there) {
            names.insert(fresh.key.clone(), known.key.clone());
        }
    }
    for fresh in new {
        if !names.contains_key(&fresh.key) {
            let key = free(fresh, &taken);
            taken.insert(key.clone());
            names.insert(fresh.key.clone(), key);
        }
    }
    names
}

fn free(fresh: &Keyed, taken: &BTreeSet<String>) -> String {
    if !taken.contains(&fresh.key) {
        return fresh.key.clone();
    }
    let numbered = (1..).map(|number: u32| format!("{}-{number}", fresh.prefix));
    numbered.into_iter().find(|key| !taken.contains(key)).unwrap_or_default()
}

fn rename(key: &mut String, names: &BTreeMap<String, String>) {
    if let Some(name) = names.get(key) {
        key.clone_from(name);
    }
}

fn rename_some(key: &mut Option<String>, names: &BTreeMap<String, String>) {
    if let Some(key) = key {
        rename(key, names);
    }
}
