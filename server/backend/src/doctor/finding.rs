/// What a look at one thing found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, in a line: "31 streams, 1204 events: every chain holds".
    pub said: String,
    /// What is wrong, each with what to do; none means well.
    pub problems: Vec<String>,
}

impl Finding {
    pub fn is_well(&self) -> bool {
        self.problems.is_empty()
    }
}
