use std::collections::BTreeMap;

/// Counts what has been given a key, so that keys are unique in the runbook.
#[derive(Debug, Default)]
pub(in super::super) struct Keys(BTreeMap<String, u32>);

impl Keys {
    /// `imm-1`, `imm-2` and so on.
    pub(super) fn step(&mut self, prefix: &str) -> String {
        format!("{prefix}-{}", self.next(prefix.to_owned()))
    }

    /// `imm-a` to `imm-z`, then `imm-aa`.
    pub(super) fn branch(&mut self, prefix: &str) -> String {
        let mut number = self.next(format!("{prefix} branch"));
        let mut letters = String::new();
        while number > 0 {
            let letter = u8::try_from((number - 1) % 26).unwrap_or(0);
            letters.insert(0, char::from(b'a' + letter));
            number = (number - 1) / 26;
        }
        format!("{prefix}-{letters}")
    }

    /// `imm-choice`, `imm-choice-2`.
    pub(super) fn decision(&mut self, prefix: &str) -> String {
        match self.next(format!("{prefix} choice")) {
            1 => format!("{prefix}-choice"),
            number => format!("{prefix}-choice-{number}"),
        }
    }

    /// `mitigation`, `mitigation-2`.
    pub(in super::super) fn section(&mut self, word: &str) -> String {
        let word = word.replace('_', "-");
        match self.next(format!("{word} section")) {
            1 => word,
            number => format!("{word}-{number}"),
        }
    }

    fn next(&mut self, name: String) -> u32 {
        let count = self.0.entry(name).or_default();
        *count += 1;
        *count
    }
}
