use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Recipient;

/// The last call that the present response clock made: who was to be called, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The event that called.
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub to: Vec<Recipient>,
}

impl Call {
    /// What became of the letter to an address: why it does not leave; empty where it left after all.
    pub(super) fn hears_of(&mut self, email: &str, because: &str) {
        let goes_there = |known: &String| known.eq_ignore_ascii_case(email);
        for recipient in self.to.iter_mut().filter(|recipient| recipient.email.as_ref().is_some_and(goes_there)) {
            because.clone_into(&mut recipient.nobody_because);
        }
    }
}

impl Recipient {
    /// Whether a letter is on its way to them or has left.
    pub fn is_reached(&self) -> bool {
        self.email.is_some() && self.nobody_because.is_empty()
    }

    /// Why not, as the end of "…, since".
    fn why_missed(&self) -> String {
        let because = self.nobody_because.trim_end_matches('.');
        match &self.email {
            Some(email) => format!("the letter to {email} does not leave ({because})"),
            None => because.to_owned(),
        }
    }
}

/// The names under which somebody is reached, each once, parted by commas; empty where nobody is.
pub fn reached(recipients: &[Recipient]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for recipient in recipients.iter().filter(|recipient| recipient.is_reached()) {
        if !names.contains(&recipient.called.as_str()) {
            names.push(&recipient.called);
        }
    }
    names.join(", ")
}

/// The names under which nobody at all is reached, each with the reason, as the end of a sentence; empty where there is none.
pub fn missed(recipients: &[Recipient]) -> String {
    let is_reached = |name: &str| recipients.iter().any(|other| other.called == name && other.is_reached());
    let mut names: Vec<&str> = Vec::new();
    let mut said = Vec::new();
    for recipient in recipients {
        if !names.contains(&recipient.called.as_str()) && !is_reached(&recipient.called) {
            names.push(&recipient.called);
            said.push(format!("{}, since {}", recipient.called, recipient.why_missed()));
        }
    }
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipient(called: &str, email: &str) -> Recipient {
        let because = if email.is_empty() { "no contact has that role" } else { "" };
        let email = Some(email.to_owned()).filter(|email| !email.is_empty());
        Recipient { called: called.to_owned(), email, nobody_because: because.to_owned() }
    }

    #[test]
    fn a_name_is_missed_only_where_nobody_who_answers_to_it_is_reached() {
        let to = vec![recipient("SRE", "ada@example.org"), recipient("SRE", "ben@example.org"), recipient("CTO", "")];
        let mut call = Call { seq: 3, at: DateTime::UNIX_EPOCH, to };
        assert_eq!(reached(&call.to), "SRE");
        assert_eq!(missed(&call.to), "CTO, since no contact has that role");

        call.hears_of("Ada@example.org", "permanent error (550): No such mailbox here.");
        assert_eq!((reached(&call.to).as_str(), missed(&call.to).contains("SRE")), ("SRE", false), "Ben is reached");
        call.hears_of("ben@example.org", "Connection refused");
        assert_eq!(reached(&call.to), "");
        let of_ada = "SRE, since the letter to ada@example.org does not leave (permanent error (550): No such mailbox here)";
        assert_eq!(missed(&call.to), format!("{of_ada}; CTO, since no contact has that role"));

        call.hears_of("ben@example.org", "");
        assert_eq!((reached(&call.to).as_str(), missed(&call.to).contains("SRE")), ("SRE", false), "it left after all");
        assert_eq!((reached(&[]), missed(&[])), (String::new(), String::new()));
    }
}
