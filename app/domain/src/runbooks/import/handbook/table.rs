use super::super::{
    blocks::{Kind, blocks},
    text::{one_line, plain},
};

/// The first table of a text: its columns by title, cells without bold marks.
pub(super) struct Table {
    titles: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn first(markdown: &str) -> Option<Self> {
        let blocks = blocks(markdown, 0);
        let table = blocks.iter().find(|block| block.kind == Kind::Table)?;
        let mut rows = table.children.iter().map(|row| {
            row.children.iter().map(|cell| one_line(cell.text(markdown)).replace("**", "").trim().to_owned()).collect::<Vec<_>>()
        });
        let titles = rows.next()?.iter().map(|title| plain(title)).collect();
        let rows = rows.collect();
        Some(Self { titles, rows })
    }

    /// The number of the column whose title has one of these words.
    pub(super) fn column(&self, words: &[&str]) -> Option<usize> {
        words.iter().find_map(|word| self.titles.iter().position(|title| title.contains(word)))
    }
}

pub(super) fn cell(row: &[String], column: Option<usize>) -> String {
    column.and_then(|column| row.get(column)).cloned().unwrap_or_default()
}
