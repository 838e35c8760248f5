use serde::{Deserialize, Serialize};

use super::{
    super::{Observation, Outcome},
    evaluate::{column, compare},
    tree::{Comparison, Expression, Literal, Predicate},
};

/// What a predicate says of an observation. What cannot be judged is never taken for healthy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Judged { holds: bool, explanation: String },
    CannotJudge { reason: String },
}

impl Verdict {
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Judged { holds: true, .. } => Outcome::Holds,
            Self::Judged { holds: false, .. } => Outcome::DoesNotHold,
            Self::CannotJudge { .. } => Outcome::CouldNotObserve,
        }
    }

    /// The sentence for people.
    pub fn sentence(&self) -> &str {
        match self {
            Self::Judged { explanation, .. } => explanation,
            Self::CannotJudge { reason } => reason,
        }
    }
}

impl Predicate {
    pub fn judge(&self, seen: &Observation) -> Verdict {
        if seen.capped && self.left == Expression::Rows {
            return self.judge_at_least(seen);
        }
        if seen.capped && mentions_rows(&self.left) {
            return self.cannot("there were more rows than the target's limit, so they cannot be counted");
        }
        if self.left.asks_every_row() {
            return self.judge_any_row(seen);
        }
        match compare(seen, 0, &self.left, self.comparison, &self.right) {
            Ok((holds, found)) => self.judged(holds, &format!("found {found}")),
            Err(reason) => self.cannot(&reason),
        }
    }

    /// True as soon as one row says so; false only when every row was read and says no.
    fn judge_any_row(&self, seen: &Observation) -> Verdict {
        if let Err(reason) = columns_exist(&self.left, seen) {
            return self.cannot(&reason);
        }
        let mut doubt = None;
        for row in 0..seen.rows.len() {
            match compare(seen, row, &self.left, self.comparison, &self.right) {
                Ok((true, found)) => {
                    return self.judged(true, &format!("row {} has {found}", row + 1));
                }
                Ok((false, _)) => {}
                Err(reason) => doubt = doubt.or(Some(format!("in row {} {reason}", row + 1))),
            }
        }
        let read = u64::try_from(seen.rows.len()).unwrap_or(u64::MAX);
        if let Some(doubt) = doubt {
            return self.cannot(&doubt);
        }
        if seen.capped || seen.row_count.is_some_and(|count| count > read) {
            return self.cannot(&format!("none of the first {read} rows does, but there are more than were read"));
        }
        self.judged(false, &format!("none of {read} rows does"))
    }

    /// More rows than were let in: the count is a lower bound, which settles some comparisons.
    fn judge_at_least(&self, seen: &Observation) -> Verdict {
        let beyond = compare(seen, 0, &self.left, Comparison::Greater, &self.right);
        let reached = compare(seen, 0, &self.left, Comparison::AtLeast, &self.right);
        let (Literal::Number(_), Ok((beyond, found)), Ok((reached, _))) = (&self.right, beyond, reached) else {
            return self.cannot("there were more rows than the target's limit, so they cannot be counted");
        };
        let settled = match self.comparison {
            Comparison::Greater | Comparison::NotEqual if beyond => Some(true),
            Comparison::AtLeast if reached => Some(true),
            Comparison::AtMost | Comparison::Equal if beyond => Some(false),
            Comparison::Less if reached => Some(false),
            _ => None,
        };
        match settled {
            Some(holds) => self.judged(holds, &format!("found at least {found}")),
            None => self.cannot(&format!("only the first {found} rows were counted, and there are more")),
        }
    }

    fn judged(&self, holds: bool, found: &str) -> Verdict {
        let verb = if holds { "holds" } else { "does not hold" };
        Verdict::Judged { holds, explanation: format!("{} {verb}: {found}.", self.text) }
    }

    fn cannot(&self, reason: &str) -> Verdict {
        Verdict::CannotJudge { reason: format!("{} cannot be judged: {reason}.", self.text) }
    }
}

fn mentions_rows(expression: &Expression) -> bool {
    match expression {
        Expression::Rows => true,
        Expression::Arithmetic(left, _, right) => mentions_rows(left) || mentions_rows(right),
        _ => false,
    }
}

/// An empty table still has columns: a misspelt one must not read as "no row does".
fn columns_exist(expression: &Expression, seen: &Observation) -> Result<(), String> {
    match expression {
        Expression::AnyRow(name) | Expression::FirstRow(name) => column(seen, name).map(|_| ()),
        Expression::Arithmetic(left, _, right) => {
            columns_exist(left, seen)?;
            columns_exist(right, seen)
        }
        _ => Ok(()),
    }
}
