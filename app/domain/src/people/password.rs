use crate::refusal::Refusal;

/// A password that may be taken: 12 to 200 characters, and not one that everybody tries first. There is no
/// other rule, since rules about digits and signs make passwords that are hard for people and easy for
/// machines (NIST SP 800-63B, 5.1.1.2).
#[derive(Clone)]
pub struct Password(String);

const LEAST: usize = 12;
const MOST: usize = 200;

/// Long enough and still tried first, in lower case and without blanks.
const COMMON: [&str; 28] = [
    "000000000000",
    "111111111111",
    "111222333444",
    "1234567890ab",
    "123456789000",
    "123456789012",
    "1234567890123",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "abc123abc123",
    "abcdefghijkl",
    "administrator",
    "changemechangeme",
    "changeme1234",
    "correcthorsebatterystaple",
    "iloveyou1234",
    "letmeinletmein",
    "letmein12345",
    "password1234",
    "password12345",
    "password123!",
    "passwordpassword",
    "qazwsxedcrfv",
    "qwerty123456",
    "qwertyqwerty",
    "qwertyuiop12",
    "qwertyuiop123",
    "welcome12345",
];

impl Password {
    /// Takes it as it is typed, blanks included. `field` is where the refusal is shown.
    pub fn parse(field: &str, text: &str) -> Result<Self, Refusal> {
        let length = text.chars().count();
        if length < LEAST {
            return Err(Refusal::invalid(
                field,
                format!(
                    "This password has {length} characters: take at least {LEAST}. A sentence of four or five words is a good one."
                ),
            ));
        }
        if length > MOST {
            return Err(Refusal::invalid(
                field,
                format!("This password has {length} characters and {MOST} are the most: take a shorter one."),
            ));
        }
        let plain: String = text.to_lowercase().split_whitespace().collect();
        if COMMON.contains(&plain.as_str()) {
            return Err(Refusal::invalid(field, "This password is among the first that an attacker tries: take another one."));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Never in a log.
impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(text: &str) -> String {
        Password::parse("password", text).unwrap_err().to_string()
    }

    #[test]
    fn a_password_has_twelve_characters_whatever_they_are() {
        assert!(Password::parse("password", "übermäßig lü").is_ok());
        assert!(sentence("eleven char").contains("at least 12"));
        assert!(Password::parse("password", &"ü".repeat(200)).is_ok());
        assert!(sentence(&"ü".repeat(201)).contains("200 are the most"));
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        assert!(sentence("Password 1234").contains("attacker"));
        assert!(sentence("Correct horse battery staple").contains("attacker"));
    }

    #[test]
    fn a_password_does_not_show_in_a_log() {
        let password = Password::parse("password", "correct horse battery 1").unwrap();
        assert_eq!(format!("{password:?}"), "Password(…)");
    }
}
