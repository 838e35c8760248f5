//! Which lines of a changed stretch belong together.

use std::collections::BTreeMap;

use super::words::words;

/// Two lines are one that was reworded when so much of their words agree (Dice's coefficient, in hundredths).
const ALIKE: u32 = 40;

/// Stretches of more pairs than this are taken to be rewritten: they are shown as removed and added.
const MOST_PAIRS: usize = 40_000;

/// The pairs of places, in order in both, that make the most of likeness.
pub(super) fn pairs(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return Vec::new();
    }
    let (old, new): (Vec<_>, Vec<_>) = (old.iter().map(|line| bag(line)).collect(), new.iter().map(|line| bag(line)).collect());
    let wide = new.len() + 1;
    // best[i * wide + j]: what can be had from the lines from i and j on.
    let mut best = vec![0_u32; (old.len() + 1) * wide];
    let mut likenesses = vec![0_u32; old.len() * new.len()];
    let at = |best: &[u32], i: usize, j: usize| best.get(i * wide + j).copied().unwrap_or_default();
    for (i, left) in old.iter().enumerate().rev() {
        for (j, right) in new.iter().enumerate().rev() {
            let likeness = Some(left.likeness(right)).filter(|likeness| *likeness >= ALIKE).unwrap_or_default();
            let with = if likeness > 0 { likeness + at(&best, i + 1, j + 1) } else { 0 };
            let most = with.max(at(&best, i + 1, j)).max(at(&best, i, j + 1));
            put(&mut best, i * wide + j, most);
            put(&mut likenesses, i * new.len() + j, likeness);
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        let likeness = likenesses.get(i * new.len() + j).copied().unwrap_or_default();
        let most = at(&best, i, j);
        if likeness > 0 && most == likeness + at(&best, i + 1, j + 1) {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if most == at(&best, i + 1, j) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

fn put(values: &mut [u32], at: usize, value: u32) {
    if let Some(place) = values.get_mut(at) {
        *place = value;
    }
}

/// How often each word stands in a line; blanks say nothing.
struct Bag<'l> {
    counts: BTreeMap<&'l str, u32>,
    sum: u32,
}

fn bag(line: &str) -> Bag<'_> {
    let mut bag = Bag { counts: BTreeMap::new(), sum: 0 };
    for word in words(line).into_iter().filter(|word| !word.trim().is_empty()) {
        // What a line is about is said by its words; signs only tell near things apart.
        let weight = if word.chars().any(char::is_alphanumeric) { 3 } else { 1 };
        *bag.counts.entry(word).or_default() += weight;
        bag.sum += weight;
    }
    bag
}

impl Bag<'_> {
    fn likeness(&self, other: &Self) -> u32 {
        let total = self.sum + other.sum;
        if total == 0 {
            return 0;
        }
        // The shorter line is looked for in the longer: one of a hundred thousand words may stand beside thousands of a few.
        let (few, many) = if self.counts.len() <= other.counts.len() { (self, other) } else { (other, self) };
        let common: u32 =
            few.counts.iter().map(|(word, count)| many.counts.get(word).map_or(0, |others| *count.min(others))).sum();
        200 * common / total
    }
}
