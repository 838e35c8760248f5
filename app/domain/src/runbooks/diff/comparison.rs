use serde::{Deserialize, Serialize};

/// What leads from one text to another, from the first line to the last.
///
/// Lines are compared without what ends them: a file that only changed from one system's line ends to
/// another's has no hunks, and says so in `line_ends_changed`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Comparison {
    /// Hunks, and the unchanged stretches between them.
    pub parts: Vec<Part>,
    /// Lines that only the new text has; a line that was reworded counts here and among those removed.
    pub added: u32,
    pub removed: u32,
    /// The headings under which something changed, each once, in order.
    pub sections: Vec<String>,
    pub line_ends_changed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    Hunk(Hunk),
    Gap(Gap),
}

/// Changes that stand together, with up to three unchanged lines before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunk {
    /// The heading of the new text under which it stands; of the old one where the new has none.
    pub section: Option<String>,
    pub rows: Vec<Row>,
}

impl Hunk {
    /// Whether this line of the new text is shown in it.
    pub fn shows(&self, line: u32) -> bool {
        self.rows.iter().filter_map(|row| row.new.as_ref()).any(|side| side.number == line)
    }

    /// The first line of the new text that the old one doesn't have so; where lines only went, the first that is shown.
    pub fn first_line(&self) -> Option<u32> {
        let number = |row: &Row| row.new.as_ref().map(|side| side.number);
        let changed = self.rows.iter().filter(|row| row.kind != RowKind::Unchanged).find_map(number);
        changed.or_else(|| self.rows.iter().find_map(number))
    }
}

/// An unchanged stretch that is folded away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    pub rows: Vec<Row>,
}

/// A line of the old text, of the new one, or one of each that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub kind: RowKind,
    pub old: Option<Side>,
    pub new: Option<Side>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// Has both sides.
    Unchanged,
    /// Has the old side alone.
    Removed,
    /// Has the new side alone.
    Added,
    /// Has both sides: the line was reworded.
    Changed,
}

/// A line as it stands in one of the texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Counted from 1.
    pub number: u32,
    /// Its text in pieces, without its end; an empty line has none.
    pub runs: Vec<Run>,
    /// The text ends here without a line end.
    pub unended: bool,
}

/// Whether this piece of a line is what changed in it, and its text.
pub type Run = (bool, String);

/// A line of the newest text, and the version that brought it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlamedLine {
    /// Counted from 1.
    pub number: u32,
    pub version: i64,
    /// Without its end.
    pub text: String,
}

impl Comparison {
    pub fn hunks(&self) -> impl Iterator<Item = &Hunk> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hunk(hunk) => Some(hunk),
            Part::Gap(_) => None,
        })
    }

    /// Whether both texts have the same lines.
    pub fn is_same(&self) -> bool {
        self.hunks().next().is_none()
    }
}

impl Part {
    pub fn rows(&self) -> &[Row] {
        match self {
            Self::Hunk(hunk) => &hunk.rows,
            Self::Gap(gap) => &gap.rows,
        }
    }
}

impl Side {
    pub fn text(&self) -> String {
        self.runs.iter().map(|(_, text)| text.as_str()).collect()
    }
}
