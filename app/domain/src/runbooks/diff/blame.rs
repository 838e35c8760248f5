use similar::DiffTag;

use super::{
    BlamedLine,
    lines::{differences, lines, number},
};

/// Which version brought each line of the newest text. `versions`: number and text, oldest first. A line that
/// was reworded belongs to the version that did it.
pub fn blame(versions: &[(i64, &str)]) -> Vec<BlamedLine> {
    let mut known: Vec<(i64, &str)> = Vec::new();
    for (version, text) in versions {
        let old: Vec<&str> = known.iter().map(|(_, line)| *line).collect();
        let new: Vec<&str> = lines(text).iter().map(|line| line.text).collect();
        let mut next = Vec::with_capacity(new.len());
        for op in differences(&old, &new) {
            let (tag, before, after) = op.as_tag_tuple();
            if tag == DiffTag::Equal {
                next.extend(known.get(before).unwrap_or_default());
            } else {
                next.extend(new.get(after).unwrap_or_default().iter().map(|line| (*version, *line)));
            }
        }
        known = next;
    }
    let blamed = known.into_iter().enumerate();
    blamed.map(|(at, (version, text))| BlamedLine { number: number(at), version, text: text.to_owned() }).collect()
}
