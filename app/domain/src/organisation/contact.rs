use serde::{Deserialize, Serialize};

use crate::refusal::{Refusal, bounded, required};

/// Who answers for a role that the severity matrix calls.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// As the severity matrix names it: "On-call SRE".
    pub role: String,
    pub name: String,
    /// Empty: they can't be mailed, and where nobody else with the role can, escalations say so.
    pub email: String,
    pub phone: String,
    pub availability: String,
}

impl Contact {
    pub fn checked(self) -> Result<Self, Refusal> {
        let email = bounded("email", &self.email, 254)?;
        if !email.is_empty() && !looks_like_email(&email) {
            return Err(Refusal::invalid(
                "email",
                format!("“{email}” is not an e-mail address: write it as name@example.org, or leave it empty."),
            ));
        }
        Ok(Self {
            role: required("role", &self.role, 80, "Name the role, as the severity matrix calls it.")?,
            name: bounded("name", &self.name, 120)?,
            email,
            phone: bounded("phone", &self.phone, 60)?,
            availability: bounded("availability", &self.availability, 120)?,
        })
    }

    /// Whether this is who the matrix means, whatever the case it is written in.
    pub fn answers_to(&self, called: &str) -> bool {
        self.role.trim().eq_ignore_ascii_case(called.trim())
    }
}

/// One `@`, something on either side, no blanks. Whether it works, only a mail can tell.
pub fn looks_like_email(text: &str) -> bool {
    let mut halves = text.split('@');
    let (Some(local), Some(host), None) = (halves.next(), halves.next(), halves.next()) else { return false };
    !local.is_empty()
        && !host.is_empty()
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}
