/// What is to happen when a timer fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case", type_name = "TEXT")]
pub enum TimerKind {
    /// The response clock of an incident runs out.
    Respond,
    /// The due date of an action item has passed.
    ActionItemDue,
    /// Reviews of runbooks are due: once a week, for all of them.
    ReviewsDue,
}
