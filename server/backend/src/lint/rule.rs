use std::fmt;

use serde::{Serialize, Serializer};

use super::Level::{self, Error, Hint, Warning};

/// What is looked for. The order is that of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    PlaintextSecret,
    PrintsSecrets,
    SecretOnCommandLine,
    Injection,
    UnquotedPlaceholder,
    NeverEnds,
    DestructiveWithoutWarning,
    ForcedCommand,
    WithoutWhere,
    NotUndone,
    TemporaryWithoutEnd,
    BypassesApproval,
    LooksReadOnly,
    TerminatesTooMany,
    IndexInTransaction,
    FalseBlockers,
    SqlInShellFence,
    UnresolvedPlaceholder,
    BrokenReference,
    ContradictingThresholds,
    MetricWithDots,
    EscalationWithoutContact,
    EscalationWithoutCover,
    MissingOwner,
    MissingSeverity,
    MissingVerification,
    MissingPrevention,
    NothingToDo,
    DuplicateId,
    ConflictingMetadata,
    UnreadableMetadata,
    MissingReviewDate,
    OverdueReview,
}

/// What a rule is called and why it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RuleText {
    #[serde(skip)]
    pub rule: Rule,
    /// Stable: findings are suppressed, counted and linked by it.
    pub id: &'static str,
    /// Usual; some findings of a rule are graver or lighter.
    pub level: Level,
    pub title: &'static str,
    pub why: &'static str,
}

impl Rule {
    pub fn text(self) -> &'static RuleText {
        // A test holds the table complete, so that the first row is never taken for another's.
        RULES.iter().find(|text| text.rule == self).unwrap_or(&RULES[0])
    }

    pub fn id(self) -> &'static str {
        self.text().id
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(self.id())
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.id())
    }
}

const fn row(rule: Rule, id: &'static str, level: Level, title: &'static str, why: &'static str) -> RuleText {
    RuleText { rule, id, level, title, why }
}

/// Every rule, in the order of the guide.
pub const RULES: &[RuleText] = &[
    row(
        Rule::PlaintextSecret,
        "plaintext-secret",
        Error,
        "A password or a key is written out",
        "Whoever reads the runbook can use it, and so can whoever reads its history: change it, keep it in the secret store, and name here only where it is.",
    ),
    row(
        Rule::PrintsSecrets,
        "prints-secrets",
        Error,
        "A command shows secrets",
        "What is on the screen is also in the terminal's scroll-back, in shared screens and in the pasted results of an incident. Ask for the names only.",
    ),
    row(
        Rule::SecretOnCommandLine,
        "secret-on-command-line",
        Warning,
        "A secret is typed into a command",
        "A command line stays in the shell's history, and every user of the machine sees it in the list of processes. Let the program read it from a file, or ask for it.",
    ),
    row(
        Rule::Injection,
        "injection",
        Error,
        "A value is pasted into SQL",
        "A quotation mark in the value ends the text, and what follows is run. Hand the value over as a parameter instead.",
    ),
    row(
        Rule::UnquotedPlaceholder,
        "unquoted-placeholder",
        Warning,
        "A variable stands without quotation marks",
        "An empty value leaves the command with a word less, and a blank or a star in it makes several words of one: both can hit something else than was meant.",
    ),
    row(
        Rule::NeverEnds,
        "never-ends",
        Warning,
        "A command never ends by itself",
        "In an incident somebody waits for it, and the steps below are not done. Ask for a number of lines or for a state once, and say how often to look.",
    ),
    row(
        Rule::DestructiveWithoutWarning,
        "destructive-without-warning",
        Warning,
        "Something is destroyed without a word of warning",
        "Whoever follows the runbook under pressure types what it says. Say before the command what will be lost, who agrees to it, and how to look first.",
    ),
    row(
        Rule::ForcedCommand,
        "forced-command",
        Warning,
        "A safeguard is switched off with --force",
        "The safeguard is there for the case in which one is wrong. Show the plain form, and say when it is right to force it.",
    ),
    row(
        Rule::WithoutWhere,
        "without-where",
        Error,
        "A statement changes every row",
        "Without WHERE it hits the whole table. Say which rows are meant, and count them with a SELECT first.",
    ),
    row(
        Rule::NotUndone,
        "not-undone",
        Warning,
        "Something is switched off and never on again",
        "After the incident nobody remembers it. Add the step that switches it on again, beside those that end the incident.",
    ),
    row(
        Rule::TemporaryWithoutEnd,
        "temporary-without-end",
        Hint,
        "A temporary change has no end",
        "Say until when it holds and how it is undone, or it will hold for ever.",
    ),
    row(
        Rule::BypassesApproval,
        "bypasses-approval",
        Warning,
        "An approval is bypassed",
        "A short cut is fine when somebody answers for it. Say who may allow it and where that is written down.",
    ),
    row(
        Rule::LooksReadOnly,
        "looks-read-only",
        Warning,
        "A statement looks as if it only read",
        "It begins like a query and does something. Say in the step what it changes, so that nobody runs it to have a look.",
    ),
    row(
        Rule::TerminatesTooMany,
        "terminates-too-many",
        Error,
        "A statement ends more sessions than are meant",
        "Idle sessions are also those that a connection pool keeps for the next request, and replication and monitoring have some. Name the user or the application, leave out pg_backend_pid(), and look at the list with a SELECT first.",
    ),
    row(
        Rule::IndexInTransaction,
        "index-in-transaction",
        Error,
        "A statement can't run inside a transaction",
        "PostgreSQL refuses it within BEGIN and COMMIT, so that the step fails when it is needed. Run it by itself.",
    ),
    row(
        Rule::FalseBlockers,
        "false-blockers",
        Error,
        "A query names sessions that block nobody",
        "Two locks are in each other's way only when they are on the same thing. Joined on less, the query shows the innocent, and the next step ends them. PostgreSQL knows who waits for whom: pg_blocking_pids().",
    ),
    row(
        Rule::SqlInShellFence,
        "sql-in-shell-fence",
        Hint,
        "SQL stands in a fence that says shell",
        "Copied into a shell it fails, or worse, a star becomes a list of files. Give it a fence of its own, and say with which client it is run.",
    ),
    row(
        Rule::UnresolvedPlaceholder,
        "unresolved-placeholder",
        Warning,
        "Something is still to be filled in",
        "At night nobody knows what belongs here. Fill it in, or write it as <name> so that Tocsin asks for it.",
    ),
    row(
        Rule::BrokenReference,
        "broken-reference",
        Warning,
        "A reference leads nowhere",
        "Whoever follows it loses time. Correct the name, or add what it names.",
    ),
    row(
        Rule::ContradictingThresholds,
        "contradicting-thresholds",
        Warning,
        "Two places name different limits",
        "Between the two values one place says that something is wrong and the other says that all is well. Decide on one, or say what each of them is for.",
    ),
    row(
        Rule::MetricWithDots,
        "metric-with-dots",
        Hint,
        "A metric's name can't be Prometheus'",
        "Prometheus allows letters, digits, _ and : in a name, so that nobody finds this one on a board. Write the name under which it is exported.",
    ),
    row(
        Rule::EscalationWithoutContact,
        "escalation-without-contact",
        Error,
        "A role is called that nobody can reach",
        "The escalation ends there. Add the role to the contacts with somebody's name and number, or call another.",
    ),
    row(
        Rule::EscalationWithoutCover,
        "escalation-without-cover",
        Error,
        "A role is called at hours when it is not there",
        "Incidents come at night as well. Give the role a rotation that covers all hours, or name who stands in.",
    ),
    row(
        Rule::MissingOwner,
        "missing-owner",
        Warning,
        "Nobody answers for it",
        "What belongs to nobody grows old. Add a line such as **Owner:** Payments team.",
    ),
    row(
        Rule::MissingSeverity,
        "missing-severity",
        Warning,
        "It names no severity",
        "Whoever declares has to guess how fast to be. Add a line such as **Severity:** P1.",
    ),
    row(
        Rule::MissingVerification,
        "missing-verification",
        Warning,
        "Nothing says how to see that it worked",
        "Without a check, an incident is called resolved because somebody hopes so. Say what to look at after the repair, and which value is right.",
    ),
    row(
        Rule::MissingPrevention,
        "missing-prevention",
        Hint,
        "Nothing is said about the next time",
        "A section on prevention is where action items come from after an incident.",
    ),
    row(
        Rule::NothingToDo,
        "nothing-to-do",
        Warning,
        "There is nothing to do in it",
        "A checklist is made of steps, and here are none. Write what to do as a list.",
    ),
    row(
        Rule::DuplicateId,
        "duplicate-id",
        Error,
        "Two runbooks have one id",
        "Only one of them can be found again when the file is imported anew. Give the other its own.",
    ),
    row(
        Rule::ConflictingMetadata,
        "conflicting-metadata",
        Warning,
        "The file says the same thing twice",
        "Two places come to differ, and then nobody knows which is right. Keep one.",
    ),
    row(
        Rule::UnreadableMetadata,
        "unreadable-metadata",
        Warning,
        "A date or a severity can't be read",
        "What can't be read doesn't count: no reminder is sent, and no clock is set.",
    ),
    row(
        Rule::MissingReviewDate,
        "missing-review-date",
        Hint,
        "No day is named for its review",
        "Tocsin then takes ninety days after the last change. Name the day if that is not right: **Next Review**: 2027-01-20.",
    ),
    row(
        Rule::OverdueReview,
        "overdue-review",
        Warning,
        "Its review is overdue",
        "What nobody has read for long may describe a system that is no longer there. Read it, correct it, and set the next day.",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_has_one_row_and_an_id_of_its_own() {
        let order: Vec<Rule> = RULES.iter().map(|text| text.rule).collect();
        let mut sorted = order.clone();
        sorted.sort();
        assert_eq!(order, sorted, "the table is in the order of the variants");
        assert_eq!(order.last().map(|rule| *rule as usize + 1), Some(order.len()), "a variant has no row");
        let ids: BTreeSet<&str> = RULES.iter().map(|text| text.id).collect();
        assert_eq!(ids.len(), RULES.len());
        assert!(ids.iter().all(|id| id.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')));
    }
}
