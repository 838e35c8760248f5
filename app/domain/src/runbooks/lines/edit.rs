use std::collections::BTreeSet;

use super::{
    super::{RunbookDraft, Step},
    find::{alone, in_fence},
    marker::{Marker, literal},
    piece::{Item, Piece, name_lists},
};

/// A text in pieces that, joined, are the text.
pub(in super::super) struct Lines {
    pieces: Vec<Piece>,
    /// What ends a line in this text.
    ending: &'static str,
    /// The number with which each list begins, where it counts.
    firsts: Vec<Option<u32>>,
    /// Lists whose steps are others or stand elsewhere than before.
    changed: BTreeSet<usize>,
}

impl Lines {
    pub(in super::super) fn new(text: &str, start: usize, draft: &RunbookDraft) -> Self {
        let mut steps: Vec<&Step> = draft.steps().collect();
        steps.sort_by_key(|step| step.start);
        let mut places: Vec<(usize, usize, Item)> = Vec::new();
        for together in steps.chunk_by(|one, next| one.start == next.start && one.end == next.end) {
            match together {
                [step] => places.extend(alone(text, start, step)),
                steps => places.extend(in_fence(text, start, steps)),
            }
        }
        let (mut pieces, mut done) = (Vec::new(), 0);
        for (place, (from, to, item)) in places.iter().enumerate() {
            let shares =
                |(other, (its_from, its_to, _)): (usize, &(usize, usize, Item))| other != place && its_from < to && from < its_to;
            if places.iter().enumerate().any(shares) {
                continue;
            }
            pieces.extend(between(text, done, *from));
            pieces.push(Piece { item: Some(item.clone()), text: text.get(*from..*to).unwrap_or_default().to_owned() });
            done = *to;
        }
        pieces.extend(between(text, done, text.len()));
        let firsts = name_lists(&mut pieces);
        let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Self { pieces, ending, firsts, changed: BTreeSet::new() }
    }

    /// Whether both are steps of one list.
    pub(in super::super) fn are_together(&self, one: &str, other: &str) -> bool {
        let list = |key| self.place(key).and_then(|place| self.item(place)).map(|item| item.list);
        list(one).is_some() && list(one) == list(other)
    }

    pub(in super::super) fn text(mut self) -> String {
        self.number();
        self.pieces.into_iter().map(|piece| piece.text).collect()
    }

    /// A new step beneath another and what was put there before.
    pub(in super::super) fn insert_after(&mut self, key: &str, words: &str) {
        let Some(mut place) = self.place(key) else { return };
        let Some(item) = self.item(place).cloned() else { return };
        let is_task = self.pieces.get(place).is_some_and(|piece| {
            let words = piece.text.trim_start().trim_start_matches(item.marker.text().as_str()).trim_start();
            ["[ ] ", "[x] ", "[X] "].iter().any(|checkbox| words.starts_with(checkbox))
        });
        let Some(rest) = item.marker.rest(words, is_task) else { return };
        let apart = || item.marker.is_apart().then(|| Piece { item: None, text: self.ending.to_owned() });
        let gap = self.gap_beside(place).or_else(apart);
        while self.item(place + 1 + usize::from(gap.is_some())).is_some_and(|next| next.key.is_empty()) {
            place += 1 + usize::from(gap.is_some());
        }
        self.end_line(place);
        self.changed.insert(item.list);
        let text = format!("{}{}{}{rest}{}", item.indent, item.marker.text(), item.blanks, self.ending);
        let new = Piece { item: Some(Item { key: String::new(), ..item }), text };
        let below = self.pieces.split_off(place + 1);
        self.pieces.extend(gap.into_iter().chain([new]).chain(below));
    }

    /// Words beneath a step: an item of a list in it, a paragraph, a comment.
    pub(in super::super) fn remark(&mut self, key: &str, words: &str) {
        let Some(place) = self.place(key) else { return };
        let Some(item) = self.item(place).cloned() else { return };
        self.end_line(place);
        let (indent, ending) = (&item.indent, self.ending);
        let Some(piece) = self.pieces.get_mut(place) else { return };
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        match &item.marker {
            Marker::Bullet(_) | Marker::Number { .. } => {
                let deeper = " ".repeat(item.marker.text().len() + item.blanks.len());
                let end = piece.own_end();
                piece.text.insert_str(end, &format!("{indent}{deeper}- {}{ending}", literal(&words)));
            }
            Marker::Title { .. } => piece.text.extend([ending, "**Note**: ", &words, ending]),
            Marker::Comment { sign, .. } => {
                let end = piece.text.find('\n').map_or(piece.text.len(), |newline| newline + 1);
                piece.text.insert_str(end, &format!("{indent}{sign} {words}{ending}"));
            }
            Marker::Block => {}
        }
    }

    pub(in super::super) fn put_before(&mut self, key: &str, than: &str) {
        self.put(key, than, 0);
    }

    pub(in super::super) fn put_after(&mut self, key: &str, than: &str) {
        self.put(key, than, 1);
    }

    /// Steps of one list change places, and what stands between them stays.
    fn put(&mut self, key: &str, than: &str, beyond: usize) {
        let (Some(from), Some(to)) = (self.place(key), self.place(than)) else { return };
        let Some(list) = self.item(from).map(|item| item.list).filter(|_| self.are_together(key, than)) else { return };
        self.end_line(from);
        self.end_line(to);
        self.changed.insert(list);
        let places: Vec<usize> =
            (from.min(to)..=from.max(to)).filter(|place| self.item(*place).is_some_and(|item| item.list == list)).collect();
        let mut steps: Vec<Piece> = places.iter().filter_map(|place| self.pieces.get(*place).cloned()).collect();
        let moved = if from < to { steps.remove(0) } else { steps.pop().unwrap_or_else(|| steps.remove(0)) };
        let is_than = |piece: &Piece| piece.item.as_ref().is_some_and(|item| item.key == than);
        let beside = steps.iter().position(is_than).map_or(steps.len(), |place| place + beyond);
        steps.insert(beside, moved);
        for (place, step) in places.into_iter().zip(steps) {
            if let Some(piece) = self.pieces.get_mut(place) {
                *piece = step;
            }
        }
    }

    pub(in super::super) fn remove(&mut self, key: &str) {
        let Some(place) = self.place(key) else { return };
        self.changed.extend(self.item(place).map(|item| item.list));
        let is_between = self.is_blank(place + 1)
            && (self.item(place + 2).is_some() || place.checked_sub(1).is_some_and(|above| self.is_blank(above)));
        self.pieces.remove(place);
        if is_between {
            self.pieces.remove(place);
        }
    }

    fn place(&self, key: &str) -> Option<usize> {
        self.pieces.iter().position(|piece| piece.item.as_ref().is_some_and(|item| item.key == key))
    }

    fn item(&self, place: usize) -> Option<&Item> {
        self.pieces.get(place).and_then(|piece| piece.item.as_ref())
    }

    fn is_blank(&self, place: usize) -> bool {
        self.pieces.get(place).is_some_and(|piece| piece.item.is_none() && piece.text.trim().is_empty())
    }

    /// The blank lines that stand between this step and the one above or below, where the list has such.
    fn gap_beside(&self, place: usize) -> Option<Piece> {
        let above = place
            .checked_sub(1)
            .filter(|gap| self.is_blank(*gap) && gap.checked_sub(1).is_some_and(|step| self.item(step).is_some()));
        let below = Some(place + 1).filter(|gap| self.is_blank(*gap) && self.item(*gap + 1).is_some());
        above.or(below).and_then(|gap| self.pieces.get(gap).cloned())
    }

    /// A step may be the last line of a file that has no end.
    fn end_line(&mut self, place: usize) {
        if let Some(piece) = self.pieces.get_mut(place)
            && !piece.text.ends_with('\n')
        {
            piece.text.push_str(self.ending);
        }
    }

    /// Numbers the items of each changed list anew, where they were numbered one after the other before.
    fn number(&mut self) {
        for list in &self.changed {
            let Some(first) = self.firsts.get(*list).copied().flatten() else { continue };
            let of_list = |piece: &&mut Piece| piece.item.as_ref().is_some_and(|item| item.list == *list);
            for (number, piece) in (first..).zip(self.pieces.iter_mut().filter(of_list)) {
                piece.renumber(number);
            }
        }
    }
}

fn between(text: &str, from: usize, to: usize) -> Option<Piece> {
    let text = text.get(from..to).filter(|text| !text.is_empty())?;
    Some(Piece { item: None, text: text.to_owned() })
}
