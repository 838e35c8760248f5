//! Why a change is refused, in a sentence that says what to do next.

use serde::{Deserialize, Serialize};

use crate::{incidents::Gate, people::Permission};

/// A lawful "no". It crosses the wire and is shown as it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    #[error("Sign in first; then this works.")]
    NotSignedIn,
    #[error("Your role does not allow you to {}. {}", .0.verb(), .0.who_may())]
    NotPermitted(Permission),
    /// A field holds something that can't be taken; the sentence says what to write instead.
    #[error("{sentence}")]
    Invalid { field: String, sentence: String },
    #[error("{}", gates_sentence(.0))]
    Gated(Vec<Gate>),
    /// The thing has moved on: what was asked for no longer makes sense.
    #[error("{0}")]
    Unlawful(String),
    #[error("Somebody changed this at the same moment, several times over. Nothing of yours was lost: try again.")]
    Stale,
    #[error("Too many attempts. Wait {seconds} seconds, then try again.")]
    TooOften { seconds: u64 },
}

impl Refusal {
    /// A field that can't be taken as it is.
    pub fn invalid(field: &str, sentence: impl Into<String>) -> Self {
        Self::Invalid { field: field.to_owned(), sentence: sentence.into() }
    }

    /// A change that the present state forbids.
    pub fn unlawful(sentence: impl Into<String>) -> Self {
        Self::Unlawful(sentence.into())
    }
}

fn gates_sentence(gates: &[Gate]) -> String {
    let needs: Vec<String> = gates.iter().map(|gate| gate.sentence().to_owned()).collect();
    format!("{} The incident commander may override this with a reason.", needs.join(" "))
}

/// Takes a text that people must not leave empty, tidy, trimmed and of a bearable length (in characters).
pub fn required(field: &str, text: &str, most: usize, ask: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::invalid(field, ask));
    }
    bounded(field, text, most)
}

/// Takes a text that may be empty, tidy, trimmed and of a bearable length (in characters).
pub fn bounded(field: &str, text: &str, most: usize) -> Result<String, Refusal> {
    // Before it is measured: a browser counts a line's end as one, and sends two.
    let text = tidy(text);
    let text = text.trim();
    let length = text.chars().count();
    if length > most {
        return Err(Refusal::invalid(
            field,
            format!("This text has {length} characters and {most} are the most that fit here: shorten it by {}.", length - most),
        ));
    }
    Ok(text.to_owned())
}

/// A text as forms send it, as it is kept: each line ends with one character, and nothing is in it that no text holds.
pub fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_with_one_character_however_it_was_sent() {
        assert_eq!(bounded("summary", " One.\r\nTwo.\rThree.\n\r\n", 100), Ok("One.\nTwo.\nThree.".to_owned()));
        assert_eq!(required("note", "One.\r\n\r\nTwo.", 100, "Write it."), Ok("One.\n\nTwo.".to_owned()));
    }

    #[test]
    fn a_text_that_just_fits_where_it_is_typed_fits() {
        // Five characters, as a browser counts them.
        assert!(bounded("note", "a\r\nb\r\nc", 5).is_ok());
        assert!(bounded("note", "a\r\nb\r\ncd", 5).is_err());
    }
}
