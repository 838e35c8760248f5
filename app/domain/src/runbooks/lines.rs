//! The lines of a runbook's text, those of a step together, so that steps can be moved among them.

use std::collections::BTreeSet;

use super::{
    RunbookDraft, Step,
    import::{comment, numbered_comment, one_line},
};

/// A text in pieces that, joined, are the text.
pub(super) struct Lines {
    pieces: Vec<Piece>,
    /// What ends a line in this text.
    ending: &'static str,
    /// The number with which each list begins, where it counts.
    firsts: Vec<Option<u32>>,
    /// Lists whose steps are others or stand elsewhere than before.
    changed: BTreeSet<usize>,
}

#[derive(Clone)]
struct Piece {
    /// Where it is a step, and nothing else.
    item: Option<Item>,
    /// Whole lines.
    text: String,
}

#[derive(Clone)]
struct Item {
    /// Of the step; empty for an item that was put in.
    key: String,
    /// Blanks before the marker.
    indent: String,
    marker: Marker,
    /// Blanks after the marker.
    blanks: String,
    /// Which of the text's lists it is in, counted from 0.
    list: usize,
}

#[derive(Clone, PartialEq)]
enum Marker {
    Bullet(char),
    /// `3.` or `3)`
    Number {
        number: u32,
        end: char,
    },
    /// `**3. Words**`, with what stands beneath it.
    Title {
        number: u32,
    },
    /// `# 3. Words` in a fence, with the commands beneath it; the sign is that of its language.
    Comment {
        sign: String,
        number: Option<u32>,
    },
    /// A paragraph or a fence that is one step by itself.
    Block,
}

impl Marker {
    /// What a line begins with that has it.
    fn text(&self) -> String {
        match self {
            Self::Bullet(bullet) => bullet.to_string(),
            Self::Number { number, end } => format!("{number}{end}"),
            Self::Title { number } => format!("**{number}."),
            Self::Comment { sign, number: Some(number) } => format!("{sign} {number}."),
            Self::Comment { sign, number: None } => sign.clone(),
            Self::Block => String::new(),
        }
    }

    fn number(&self) -> Option<u32> {
        match self {
            Self::Number { number, .. } | Self::Title { number } => Some(*number),
            Self::Comment { number, .. } => *number,
            Self::Bullet(_) | Self::Block => None,
        }
    }

    fn numbered(&self, number: u32) -> Self {
        match self.clone() {
            Self::Number { end, .. } => Self::Number { number, end },
            Self::Title { .. } => Self::Title { number },
            Self::Comment { sign, number: Some(_) } => Self::Comment { sign, number: Some(number) },
            other => other,
        }
    }

    fn is_like(&self, other: &Self) -> bool {
        *self != Self::Block && self.numbered(0) == other.numbered(0)
    }

    /// Words as the rest of a line that begins with this marker and makes a step.
    fn rest(&self, words: &str, is_task: bool) -> Option<String> {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        match self {
            Self::Bullet(_) | Self::Number { .. } => Some(format!("{}{}", if is_task { "[ ] " } else { "" }, literal(&words))),
            Self::Title { .. } => Some(format!("{}**", words.replace("**", ""))),
            Self::Comment { number: Some(_), .. } => Some(words),
            Self::Comment { .. } | Self::Block => None,
        }
    }

    /// Whether blank lines stand around it even where no other step shows that.
    fn is_apart(&self) -> bool {
        matches!(self, Self::Title { .. } | Self::Comment { .. })
    }
}

impl Lines {
    pub(super) fn new(text: &str, start: usize, draft: &RunbookDraft) -> Self {
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
    pub(super) fn are_together(&self, one: &str, other: &str) -> bool {
        let list = |key| self.place(key).and_then(|place| self.item(place)).map(|item| item.list);
        list(one).is_some() && list(one) == list(other)
    }

    pub(super) fn text(mut self) -> String {
        self.number();
        self.pieces.into_iter().map(|piece| piece.text).collect()
    }

    /// A new step beneath another and what was put there before.
    pub(super) fn insert_after(&mut self, key: &str, words: &str) {
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
    pub(super) fn remark(&mut self, key: &str, words: &str) {
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

    pub(super) fn put_before(&mut self, key: &str, than: &str) {
        self.put(key, than, 0);
    }

    pub(super) fn put_after(&mut self, key: &str, than: &str) {
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

    pub(super) fn remove(&mut self, key: &str) {
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

/// Says of each item in which list it is, and of each list with which number it begins, if it counts: where all have the
/// same number, it doesn't. A list ends where other words stand in between that are not indented, unless the next item
/// has the next number.
fn name_lists(pieces: &mut [Piece]) -> Vec<Option<u32>> {
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

impl Piece {
    /// Where the item itself ends: before what stands beneath it without being indented.
    fn own_end(&self) -> usize {
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
    fn renumber(&mut self, number: u32) {
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

fn between(text: &str, from: usize, to: usize) -> Option<Piece> {
    let text = text.get(from..to).filter(|text| !text.is_empty())?;
    Some(Piece { item: None, text: text.to_owned() })
}

/// Where the lines of a step begin and end, if nothing else stands on them.
fn alone(text: &str, start: usize, step: &Step) -> Option<(usize, usize, Item)> {
    let (begins, ends) = (step.start.checked_sub(start)?, step.end.checked_sub(start)?);
    let from = text.get(..begins)?.rfind('\n').map_or(0, |newline| newline + 1);
    let to = from + text.get(from..ends)?.trim_end().len();
    let to = text.get(to..)?.find('\n').map_or(text.len(), |newline| to + newline + 1);
    let line = text.get(from..to)?;
    let indent = blanks(line);
    let line = line.get(indent.len()..)?;
    let marker = marker(line).or_else(|| title(line)).unwrap_or(Marker::Block);
    let blanks = blanks(line.get(marker.text().len()..)?);
    Some((from, to, Item { key: step.key.clone(), indent, marker, blanks, list: 0 }))
}

/// The lines of steps that stand in one fence, each under its comment; none where not all are found.
fn in_fence(text: &str, start: usize, steps: &[&Step]) -> Vec<(usize, usize, Item)> {
    let Some(first) = steps.first() else { return vec![] };
    let (Some(begins), Some(ends)) = (first.start.checked_sub(start), first.end.checked_sub(start)) else { return vec![] };
    let mut wanted = steps.iter().peekable();
    let mut found: Vec<(usize, Item)> = Vec::new();
    let (mut at, mut last) = (begins, begins);
    for line in text.get(begins..ends).unwrap_or_default().split_inclusive('\n') {
        let words = comment(line).map(|words| numbered_comment(line).map_or((None, words), |words| (number_in(line), words)));
        if let (Some((number, words)), Some(step)) = (words, wanted.peek())
            && one_line(words) == step.text
        {
            let indent = blanks(line);
            let sign: String = line.trim_start().chars().take_while(|letter| matches!(letter, '#' | '/' | '-')).collect();
            found.push((
                at,
                Item { key: step.key.clone(), indent, marker: Marker::Comment { sign, number }, blanks: " ".to_owned(), list: 0 },
            ));
            wanted.next();
        }
        if !line.trim().is_empty() {
            last = at;
        }
        at += line.len();
    }
    if found.len() < steps.len() {
        return vec![];
    }
    // What ends the fence is no step's.
    let bounds: Vec<usize> = found.iter().skip(1).map(|(at, _)| *at).chain([last]).collect();
    let whole = |(from, item), next: usize| {
        let words = text.get(from..next).unwrap_or_default();
        let to = from + words.trim_end().len();
        let to = text.get(to..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| to + newline + 1);
        (from, to, item)
    };
    found.into_iter().zip(bounds).map(|(step, next)| whole(step, next)).collect()
}

fn number_in(line: &str) -> Option<u32> {
    let digits = line.trim_start().trim_start_matches(['#', '/', '-']).trim_start();
    digits.split_once('.').and_then(|(number, _)| number.parse().ok())
}

/// What a line begins with.
fn blanks(line: &str) -> String {
    line.chars().take_while(|letter| matches!(letter, ' ' | '\t')).collect()
}

/// `**3. Words**`
fn title(line: &str) -> Option<Marker> {
    let (number, words) = line.trim_end().strip_prefix("**")?.split_once(". ")?;
    let only = words.lines().next()?.trim_end().ends_with("**");
    Some(Marker::Title { number: number.parse().ok().filter(|_| only)? })
}

fn marker(line: &str) -> Option<Marker> {
    let (word, _) = line.split_once([' ', '\t'])?;
    let last = word.chars().last()?;
    if matches!(word, "-" | "*" | "+") {
        return Some(Marker::Bullet(last));
    }
    let number = word.strip_suffix(['.', ')'])?.parse().ok()?;
    Some(Marker::Number { number, end: last })
}

/// Words that begin an item of a list, and are nothing but words.
fn literal(words: &str) -> String {
    let first = words.split(' ').next().unwrap_or_default();
    let is_item = marker(&format!("{first} ")).is_some();
    let is_mark = is_item || words.starts_with(['#', '>', '|', '=']) || words.starts_with("```") || words.starts_with("~~~");
    match first.strip_suffix(['.', ')']) {
        // `3. Look` would be an item in an item: the mark is what a backslash takes its meaning from.
        Some(number) if is_item => format!("{number}\\{}", words.get(number.len()..).unwrap_or_default()),
        _ if is_mark => format!("\\{words}"),
        _ => words.to_owned(),
    }
}
