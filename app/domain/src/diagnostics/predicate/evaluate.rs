use super::{
    super::Observation,
    length_of_time::seconds,
    tree::{Comparison, Expression, Literal, Operator},
};

/// The result of comparing once, or why it can't be done (a clause, without its full stop).
pub(super) type Judged = Result<(bool, String), String>;

/// Compares with the `row`th row at hand.
pub(super) fn compare(seen: &Observation, row: usize, left: &Expression, comparison: Comparison, right: &Literal) -> Judged {
    match right {
        Literal::Text(wanted) => {
            let found = text(seen, row, left)?;
            let equal = found == *wanted;
            Ok((equal == (comparison == Comparison::Equal), format!("“{}”", shortened(&found))))
        }
        Literal::Number(wanted) => {
            let found = number(seen, row, left)?;
            Ok((comparison.of(found, *wanted), found.to_string()))
        }
        Literal::Seconds(wanted) => {
            let found = text(seen, row, left)?;
            let age = seconds(&found, seen.observed_at)?;
            Ok((comparison.of(age, *wanted), format!("{age:.1} s")))
        }
    }
}

fn number(seen: &Observation, row: usize, expression: &Expression) -> Result<f64, String> {
    if let Expression::Number(number) = expression {
        return Ok(*number);
    }
    if let Expression::Arithmetic(left, operator, right) = expression {
        let (left, right) = (number(seen, row, left)?, number(seen, row, right)?);
        let result = match operator {
            Operator::Plus => left + right,
            Operator::Minus => left - right,
            Operator::Times => left * right,
            Operator::Over if right == 0.0 => return Err("it would divide by zero".to_owned()),
            Operator::Over => left / right,
        };
        return if result.is_finite() { Ok(result) } else { Err("the result is too large to compare".to_owned()) };
    }
    let found = text(seen, row, expression)?;
    let number = found.trim().parse::<f64>().ok().filter(|n| n.is_finite());
    number.ok_or_else(|| format!("“{}” is not a number", shortened(&found)))
}

fn text(seen: &Observation, row: usize, expression: &Expression) -> Result<String, String> {
    match expression {
        Expression::Rows => seen
            .row_count
            .map(|count| count.to_string())
            .ok_or_else(|| "the result is not a table, so it has no rows to count".to_owned()),
        Expression::Status => {
            seen.status.map(|status| status.to_string()).ok_or_else(|| "the result has no HTTP status".to_owned())
        }
        Expression::Value => seen.value.clone().ok_or_else(|| match &seen.value_missing {
            Some(reason) => reason.trim_end_matches('.').to_owned(),
            None => "the result has no single value".to_owned(),
        }),
        Expression::FirstRow(name) => cell(seen, 0, name),
        Expression::AnyRow(name) => cell(seen, row, name),
        Expression::Number(_) | Expression::Arithmetic(..) => number(seen, row, expression).map(|number| number.to_string()),
    }
}

fn cell(seen: &Observation, row: usize, name: &str) -> Result<String, String> {
    let column = column(seen, name)?;
    let cells = seen.rows.get(row).ok_or_else(|| "the result has no rows".to_owned())?;
    let cell = cells.get(column).and_then(Option::as_deref);
    cell.map(str::to_owned).ok_or_else(|| format!("{name} is NULL"))
}

pub(super) fn column(seen: &Observation, name: &str) -> Result<usize, String> {
    seen.column(name).ok_or_else(|| {
        if seen.columns.is_empty() {
            return format!("there is no column {name}: the result is not a table");
        }
        format!("there is no column {name}; there are {}", seen.columns.join(", "))
    })
}

/// Long values would bury the sentence that quotes them.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 80 {
        return text.to_owned();
    }
    let beginning: String = text.chars().take(80).collect();
    format!("{beginning}…")
}
