use serde::{Deserialize, Serialize};

use crate::{
    organisation::looks_like_email,
    refusal::{Refusal, required},
};

/// An e-mail address in lower case, so that one person never has two accounts by a capital letter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Refuses what can't be an address; whether it works, only a mail can tell.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = required("email", text, 254, "Write the e-mail address.")?.to_lowercase();
        if looks_like_email(&text) {
            return Ok(Self(text));
        }
        Err(Refusal::invalid("email", format!("“{text}” is not an e-mail address: write it as name@example.org.")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_trimmed_and_in_lower_case() {
        assert_eq!(Email::parse("  Ada@Example.ORG ").unwrap().as_str(), "ada@example.org");
    }

    #[test]
    fn what_is_no_address_is_refused_with_an_example() {
        for text in ["", "ada", "ada@", "@example.org", "a b@example.org", "ada@exa@mple.org"] {
            assert!(matches!(Email::parse(text), Err(Refusal::Invalid { field, .. }) if field == "email"), "{text:?}");
        }
    }
}
