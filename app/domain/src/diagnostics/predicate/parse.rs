use thiserror::Error;

use super::{
    length_of_time::unit_in_seconds,
    tokens::{Token, tokens},
    tree::{Comparison, Expression, Literal, Operator, Predicate},
};

/// Longer lines are SQL in disguise; and a bound on the length bounds the depth of the tree.
const LONGEST: usize = 200;

/// Why a line is no predicate: a sentence that says where and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct UnreadablePredicate(String);

impl UnreadablePredicate {
    pub(super) fn at(place: usize, what: &str) -> Self {
        Self(format!("The predicate cannot be read at character {place}: {what}."))
    }

    fn at_the_end(what: &str) -> Self {
        Self(format!("The predicate ends too early: {what}."))
    }
}

impl Predicate {
    /// Reads a line such as `rows > 0`.
    pub fn parse(text: &str) -> Result<Self, UnreadablePredicate> {
        let text = text.trim();
        if text.chars().count() > LONGEST {
            return Err(UnreadablePredicate(format!(
                "The predicate is longer than {LONGEST} characters: let the statement compute more and compare less."
            )));
        }
        let mut reader = Reader { tokens: tokens(text)?, next: 0 };
        let left = reader.sum()?;
        let comparison = reader.comparison()?;
        let right = reader.literal(comparison)?;
        reader.end()?;
        Ok(Self { text: text.to_owned(), left, comparison, right })
    }
}

struct Reader {
    tokens: Vec<(usize, Token)>,
    next: usize,
}

impl Reader {
    fn sum(&mut self) -> Result<Expression, UnreadablePredicate> {
        let mut sum = self.product()?;
        while let Some(operator) = self.operator(&[Operator::Plus, Operator::Minus]) {
            sum = Expression::Arithmetic(Box::new(sum), operator, Box::new(self.product()?));
        }
        Ok(sum)
    }

    fn product(&mut self) -> Result<Expression, UnreadablePredicate> {
        let mut product = self.operand()?;
        while let Some(operator) = self.operator(&[Operator::Times, Operator::Over]) {
            product = Expression::Arithmetic(Box::new(product), operator, Box::new(self.operand()?));
        }
        Ok(product)
    }

    fn operand(&mut self) -> Result<Expression, UnreadablePredicate> {
        let wanted = "write rows, value, status, column.NAME or the name of a column";
        match self.take() {
            None => Err(UnreadablePredicate::at_the_end(wanted)),
            Some((_, Token::Number(number))) => Ok(Expression::Number(number)),
            Some((_, Token::Text(name))) => Ok(Expression::FirstRow(name)),
            Some((_, Token::Word(word))) => self.named(word),
            Some((place, _)) => Err(UnreadablePredicate::at(place, wanted)),
        }
    }

    fn named(&mut self, word: String) -> Result<Expression, UnreadablePredicate> {
        let dotted = matches!(self.tokens.get(self.next), Some((_, Token::Dot)));
        if dotted && word == "column" {
            self.next += 1;
            return match self.take() {
                Some((_, Token::Word(name) | Token::Text(name))) => Ok(Expression::AnyRow(name)),
                Some((place, _)) => Err(UnreadablePredicate::at(place, "write the column's name after “column.”")),
                None => Err(UnreadablePredicate::at_the_end("write the column's name after “column.”")),
            };
        }
        Ok(match word.as_str() {
            "rows" => Expression::Rows,
            "value" => Expression::Value,
            "status" => Expression::Status,
            _ => Expression::FirstRow(word),
        })
    }

    fn comparison(&mut self) -> Result<Comparison, UnreadablePredicate> {
        let wanted = "compare with one of = != < <= > >=";
        match self.take() {
            Some((_, Token::Compare(comparison))) => Ok(comparison),
            Some((place, _)) => Err(UnreadablePredicate::at(place, wanted)),
            None => Err(UnreadablePredicate::at_the_end(wanted)),
        }
    }

    fn literal(&mut self, comparison: Comparison) -> Result<Literal, UnreadablePredicate> {
        let wanted = "compare with a number (0.8), a length of time (30 min) or a text (\"ok\")";
        let negative = self.operator(&[Operator::Minus]).is_some();
        match self.take() {
            Some((_, Token::Number(number))) => self.number(if negative { -number } else { number }),
            Some((place, Token::Text(text) | Token::Word(text))) if !negative => {
                if matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
                    return Ok(Literal::Text(text));
                }
                Err(UnreadablePredicate::at(place, "texts are equal or not (= or !=), never more or less"))
            }
            Some((place, _)) => Err(UnreadablePredicate::at(place, wanted)),
            None => Err(UnreadablePredicate::at_the_end(wanted)),
        }
    }

    /// A number, and the unit of time after it if there is one.
    fn number(&mut self, number: f64) -> Result<Literal, UnreadablePredicate> {
        match self.tokens.get(self.next).cloned() {
            Some((place, Token::Word(unit))) => {
                self.next += 1;
                let seconds = unit_in_seconds(&unit).ok_or_else(|| {
                    UnreadablePredicate::at(place, &format!("“{unit}” is no unit of time; write ms, s, min, h or days"))
                })?;
                Ok(Literal::Seconds(number * seconds))
            }
            // 0.5 % of what the probe gives as 0.005 or as 0.5? Guessing would judge wrongly.
            Some((place, Token::Percent)) => Err(UnreadablePredicate::at(
                place,
                "a percentage is ambiguous; write the number as the probe gives it, for example 0.005",
            )),
            _ => Ok(Literal::Number(number)),
        }
    }

    fn end(&mut self) -> Result<(), UnreadablePredicate> {
        match self.take() {
            None => Ok(()),
            Some((place, _)) => Err(UnreadablePredicate::at(
                place,
                "nothing may follow; a predicate is one comparison, and a second one is a second probe",
            )),
        }
    }

    fn operator(&mut self, among: &[Operator]) -> Option<Operator> {
        match self.tokens.get(self.next) {
            Some((_, Token::Operator(operator))) if among.contains(operator) => {
                let operator = *operator;
                self.next += 1;
                Some(operator)
            }
            _ => None,
        }
    }

    fn take(&mut self) -> Option<(usize, Token)> {
        let token = self.tokens.get(self.next).cloned();
        self.next += 1;
        token
    }
}
