//! A step with its lines, and the list that it is in.

use super::marker::Marker;

#[derive(Clone)]
pub(super) struct Piece {
    /// Where it is a step, and nothing else.
    pub(super) item: Option<Item>,
    /// Whole lines.
    pub(super) text: String,
}

#[derive(Clone)]
pub(super) struct Item {
    /// Of the step; empty for an item that was put in.
    pub(super) key: String,
    /// Blanks before the marker.
    pub(super) indent: String,
    pub(super) marker: Marker,
    /// Blanks after the marker.
    pub(super) blanks: String,
    /// Which of the text's lists it is in, counted from 0.
    pub(super) list: usize,
}

impl Piece {
    /// Where the item itself ends: before what stands beneath it without being indented.
    pub(super) fn own_end(&self) -> usize {
        let indent = self.item.as_ref().map_or(0, |item| item.indent.len());
        let (mut end, mut blank_from, mut at) = (0, None, 0);
        for (number, line) in self.text.split_inclusive('\n').enumerate() {
            let inside = line.len() - line.trim_start_matches([' ', '\t']).len() > indent;
            let is_fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
            if line.trim().is_empty() {
                blank_from.get_or_insert(at);
            } else if number > 0 && !inside && (blank_from.is_some() || is_fence) {
                return end;
            } else {
                blank_from = None;
                end = at + line.len();
            }
            at += line.len();
        }
        end
    }

    /// What hangs on an item whose number grows longer moves with it, so that it still belongs to the item.
    pub(super) fn renumber(&mut self, number: u32) {
        let Some(Item { indent, marker, .. }) = &mut self.item else { return };
        if marker.number().is_none_or(|old| old == number) {
            return;
        }
        let new = marker.numbered(number);
        let (was, is) = (format!("{indent}{}", marker.text()), format!("{indent}{}", new.text()));
        let inside = indent.clone();
        let wider = " ".repeat(is.len().saturating_sub(was.len()));
        let mut lines = self.text.split_inclusive('\n');
        let head = lines.next().unwrap_or_default();
        let mut text = head.strip_prefix(&was).map_or_else(|| head.to_owned(), |rest| format!("{is}{rest}"));
        for line in lines {
            let is_inside =
                line.strip_prefix(inside.as_str()).is_some_and(|rest| rest.starts_with([' ', '\t']) && !rest.trim().is_empty());
            if is_inside {
                text.push_str(&wider);
            }
            text.push_str(line);
        }
        self.text = text;
        *marker = new;
    }
}

/// Says of each item in which list it is, and of each list with which number it begins, if it counts: where all have the
/// same number, it doesn't. A list ends where other words stand in between that are not indented, unless the next item
/// has the next number.
pub(super) fn name_lists(pieces: &mut [Piece]) -> Vec<Option<u32>> {
    let mut firsts: Vec<Option<u32>> = Vec::new();
    let mut last: Option<(Item, bool)> = None;
    for piece in pieces {
        let is_item = piece.item.as_ref().is_some_and(|item| matches!(item.marker, Marker::Bullet(_) | Marker::Number { .. }));
        let is_whole = !is_item || piece.text.get(piece.own_end()..).is_none_or(|rest| rest.trim().is_empty());
        match &mut piece.item {
            Some(item) => {
                let number = item.marker.number();
                let counts_on = |last: &Item| number.is_some() && number == last.marker.number().map(|number| number + 1);
                let goes_on = |(last, is_whole): &(Item, bool)| {
                    last.indent == item.indent && last.marker.is_like(&item.marker) && (*is_whole || counts_on(last))
                };
                match last.as_ref().filter(|last| goes_on(last)) {
                    Some((last, _)) if last.marker.number() == number => {
                        // `1. 1. 1.`: the reader counts.
                        firsts.last_mut().and_then(Option::take);
                    }
                    Some(_) => {}
                    None => firsts.push(number),
                }
                item.list = firsts.len().saturating_sub(1);
                last = Some((item.clone(), is_whole));
            }
            None if piece.text.trim().is_empty() => {}
            None => last = None,
        }
    }
    firsts
}
