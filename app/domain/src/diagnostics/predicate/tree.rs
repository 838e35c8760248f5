use std::fmt;

use serde::{Deserialize, Serialize};

use super::UnreadablePredicate;

/// A predicate, read. On the wire it is its text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Predicate {
    pub(super) text: String,
    pub(super) left: Expression,
    pub(super) comparison: Comparison,
    pub(super) right: Literal,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    Rows,
    Value,
    Status,
    /// A column of the row at hand: the predicate is true when it is for any row.
    AnyRow(String),
    /// A column of the first row.
    FirstRow(String),
    Number(f64),
    Arithmetic(Box<Expression>, Operator, Box<Expression>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operator {
    Plus,
    Minus,
    Times,
    Over,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Comparison {
    Less,
    AtMost,
    Equal,
    NotEqual,
    AtLeast,
    Greater,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Number(f64),
    Text(String),
    Seconds(f64),
}

impl Expression {
    pub(super) fn asks_every_row(&self) -> bool {
        match self {
            Self::AnyRow(_) => true,
            Self::Arithmetic(left, _, right) => left.asks_every_row() || right.asks_every_row(),
            _ => false,
        }
    }
}

impl Comparison {
    /// Whether `left` compares so with `right`; numbers that are not numbers never do.
    pub(super) fn of(self, left: f64, right: f64) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Equal => (left - right).abs() <= f64::EPSILON * right.abs(),
            Self::NotEqual => !Self::Equal.of(left, right),
            Self::AtLeast => left >= right,
            Self::Greater => left > right,
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::AtLeast => ">=",
            Self::Greater => ">",
        })
    }
}

impl fmt::Display for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for Predicate {
    type Error = UnreadablePredicate;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Predicate> for String {
    fn from(predicate: Predicate) -> Self {
        predicate.text
    }
}
