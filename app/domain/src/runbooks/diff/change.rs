use serde::{Deserialize, Serialize};

use super::{Comparison, StepChange, StepChanged};

/// What lies between two versions, in few words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VersionChange {
    /// Lines. One that was reworded counts in both.
    pub added: u32,
    pub removed: u32,
    /// Headings under which something changed.
    pub sections: Vec<String>,
    pub steps: Vec<StepChanged>,
}

impl VersionChange {
    pub fn new(comparison: &Comparison, steps: Vec<StepChanged>) -> Self {
        Self { added: comparison.added, removed: comparison.removed, sections: comparison.sections.clone(), steps }
    }

    /// "1 step added, 2 reworded"; where no step is concerned "3 lines added, 1 removed".
    pub fn words(&self) -> String {
        let count = |change| self.steps.iter().filter(|step| step.change == change).count();
        let steps = StepChange::ALL.map(|change| (count(change), change.label()));
        let lines = [(self.added as usize, "added"), (self.removed as usize, "removed")];
        if self.steps.is_empty() { said(&lines, "line") } else { said(&steps, "step") }
    }
}

/// The first of the counts that are not 0 says what is counted.
fn said(counts: &[(usize, &str)], noun: &str) -> String {
    let mut words = Vec::new();
    for (count, what) in counts.iter().filter(|(count, _)| *count > 0) {
        let noun = match (words.is_empty(), count) {
            (true, 1) => format!("{noun} "),
            (true, _) => format!("{noun}s "),
            (false, _) => String::new(),
        };
        words.push(format!("{count} {noun}{what}"));
    }
    if words.is_empty() { format!("no {noun} changed") } else { words.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_by_its_steps_and_else_by_its_lines() {
        let step = |change| StepChanged { key: "mit-1".to_owned(), change, text: String::new() };
        let mut change = VersionChange { added: 3, removed: 1, ..VersionChange::default() };
        assert_eq!(change.words(), "3 lines added, 1 removed");
        change.steps = vec![step(StepChange::Reworded), step(StepChange::Added), step(StepChange::Reworded)];
        assert_eq!(change.words(), "1 step added, 2 reworded");
    }
}
