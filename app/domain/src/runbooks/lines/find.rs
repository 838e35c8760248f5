//! Where in a text the lines of a step stand.

use super::{
    super::{
        Step,
        import::{comment, numbered_comment, one_line},
    },
    marker::{Marker, marker, title},
    piece::Item,
};

/// Where the lines of a step begin and end, if nothing else stands on them.
pub(super) fn alone(text: &str, start: usize, step: &Step) -> Option<(usize, usize, Item)> {
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
pub(super) fn in_fence(text: &str, start: usize, steps: &[&Step]) -> Vec<(usize, usize, Item)> {
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
