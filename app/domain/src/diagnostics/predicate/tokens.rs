use super::{
    UnreadablePredicate,
    tree::{Comparison, Operator},
};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Word(String),
    Number(f64),
    Text(String),
    Compare(Comparison),
    Operator(Operator),
    Dot,
    Percent,
}

/// The tokens of a line, each with the place (in characters, from 1) where it starts.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, UnreadablePredicate> {
    let characters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&first) = characters.get(at) {
        if first.is_whitespace() {
            at += 1;
            continue;
        }
        let (token, length) = token(&characters[at..], at + 1)?;
        found.push((at + 1, token));
        at += length;
    }
    Ok(found)
}

/// The token that the rest begins with (it isn't empty), and how many characters it takes.
fn token(rest: &[char], place: usize) -> Result<(Token, usize), UnreadablePredicate> {
    let first = rest.first().copied().unwrap_or_default();
    let doubled = rest.get(1) == Some(&'=');
    Ok(match first {
        '<' if doubled => (Token::Compare(Comparison::AtMost), 2),
        '>' if doubled => (Token::Compare(Comparison::AtLeast), 2),
        '!' if doubled => (Token::Compare(Comparison::NotEqual), 2),
        '<' if rest.get(1) == Some(&'>') => (Token::Compare(Comparison::NotEqual), 2),
        '=' if doubled => (Token::Compare(Comparison::Equal), 2),
        '<' => (Token::Compare(Comparison::Less), 1),
        '>' => (Token::Compare(Comparison::Greater), 1),
        '=' => (Token::Compare(Comparison::Equal), 1),
        '≤' => (Token::Compare(Comparison::AtMost), 1),
        '≥' => (Token::Compare(Comparison::AtLeast), 1),
        '≠' => (Token::Compare(Comparison::NotEqual), 1),
        '+' => (Token::Operator(Operator::Plus), 1),
        '-' => (Token::Operator(Operator::Minus), 1),
        '*' => (Token::Operator(Operator::Times), 1),
        '/' => (Token::Operator(Operator::Over), 1),
        '.' => (Token::Dot, 1),
        '%' => (Token::Percent, 1),
        '"' | '\'' => quoted(rest, first, place)?,
        _ if first.is_ascii_digit() => number(rest, place)?,
        _ if starts_a_word(first) => word(rest),
        _ => {
            return Err(UnreadablePredicate::at(
                place,
                &format!("“{first}” has no meaning in a predicate; write something like rows > 0"),
            ));
        }
    })
}

fn quoted(rest: &[char], quote: char, place: usize) -> Result<(Token, usize), UnreadablePredicate> {
    let inside: String = rest[1..].iter().take_while(|c| **c != quote).collect();
    let length = inside.chars().count() + 2;
    if rest.len() < length {
        return Err(UnreadablePredicate::at(place, &format!("the text that starts here does not end; close it with {quote}")));
    }
    Ok((Token::Text(inside), length))
}

fn number(rest: &[char], place: usize) -> Result<(Token, usize), UnreadablePredicate> {
    let digits: String = rest.iter().take_while(|c| c.is_ascii_digit() || **c == '.').collect();
    let number =
        digits.parse().map_err(|_| UnreadablePredicate::at(place, &format!("“{digits}” is not a number; write it like 0.8")))?;
    Ok((Token::Number(number), digits.len()))
}

fn starts_a_word(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn word(rest: &[char]) -> (Token, usize) {
    let word: String = rest.iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
    let length = word.chars().count();
    (Token::Word(word), length)
}
