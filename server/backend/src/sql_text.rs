//! SQL that people write, read only where its parser soon comes to an end, and where what it makes of it can be compared and
//! let go within the stack of a thread: `1-1-1-…` is a tree as deep as it is long.

use sqlparser::{
    ast::Statement,
    dialect::PostgreSqlDialect,
    parser::{Parser, ParserError},
    tokenizer::{Token, TokenWithSpan, Tokenizer},
};

/// Why a text is not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It has so many words and signs.
    TooLong(usize),
    /// Calls of `position(…)` stand in each other too deep.
    TooDeep,
    Unreadable(ParserError),
}

/// Each level of what is read twice doubles the parser's work.
const DEEPEST: usize = 5;

/// The statements of a text of at most so many words and signs.
pub(crate) fn parse(text: &str, most: usize) -> Result<Vec<Statement>, Unread> {
    let tokens = Tokenizer::new(&PostgreSqlDialect {}, text).tokenize_with_location();
    let tokens = tokens.map_err(|error| Unread::Unreadable(error.into()))?;
    let signs = signs(&tokens).count();
    if signs > most {
        return Err(Unread::TooLong(signs));
    }
    if read_twice(&tokens) > DEEPEST {
        return Err(Unread::TooDeep);
    }
    Parser::new(&PostgreSqlDialect {}).with_tokens_with_locations(tokens).parse_statements().map_err(Unread::Unreadable)
}

fn signs(tokens: &[TokenWithSpan]) -> impl Iterator<Item = &Token> {
    tokens.iter().map(|token| &token.token).filter(|token| !matches!(token, Token::Whitespace(_)))
}

/// How deep calls of `position(…)` stand in each other: the parser first looks for an IN in what is between the brackets, and
/// where there is none reads it once more.
fn read_twice(tokens: &[TokenWithSpan]) -> usize {
    let (mut deep, mut deepest) = (0, 0);
    let mut open: Vec<bool> = Vec::new();
    let mut last: Option<&Token> = None;
    for token in signs(tokens) {
        match token {
            Token::LParen => {
                let twice = matches!(last, Some(Token::Word(word)) if word.value.eq_ignore_ascii_case("position"));
                deep += usize::from(twice);
                deepest = deepest.max(deep);
                open.push(twice);
            }
            Token::RParen => deep -= usize::from(open.pop().unwrap_or_default()),
            _ => {}
        }
        last = Some(token);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(call: &str, deep: usize) -> String {
        format!("SELECT {}'a'{}", format!("{call}(").repeat(deep), ")".repeat(deep))
    }

    #[test]
    fn a_statement_of_more_words_than_are_asked_for_is_not_read() {
        let chain = |ones: usize| format!("SELECT 1{}", "-1".repeat(ones));
        assert_eq!(parse(&chain(49), 100).unwrap().len(), 1);
        assert_eq!(parse(&chain(50), 100), Err(Unread::TooLong(102)));
        assert_eq!(parse(&chain(100_000), 100), Err(Unread::TooLong(200_002)));
        assert!(parse("SELECT /* a remark */ 1   -- and one more", 2).is_ok(), "blanks and remarks are no words");
    }

    #[test]
    fn what_doubles_the_work_of_the_parser_stands_in_itself_a_few_times_at_most() {
        for call in ["position", "Position ", "a.position"] {
            assert!(parse(&nested(call, DEEPEST), 1_000).is_ok(), "{call}");
            assert_eq!(parse(&nested(call, DEEPEST + 1), 1_000), Err(Unread::TooDeep), "{call}");
            assert_eq!(parse(&nested(call, 45), 1_000), Err(Unread::TooDeep), "{call}");
        }
        assert!(parse(&nested("lower", 20), 1_000).is_ok());
        let beside = format!("SELECT {}1", "position('a' IN 'b') + ".repeat(50));
        assert!(parse(&beside, 1_000).is_ok(), "beside each other they cost nothing");
    }
}
