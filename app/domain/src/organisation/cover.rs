use super::{Contact, Organisation};
use crate::incidents::{Recipient, Severity, SeverityRule};

/// A role that the severity matrix calls and nobody can be reached for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncovered {
    /// As the matrix names it.
    pub role: String,
    /// The severities that call it, the worst first.
    pub severities: Vec<Severity>,
    /// Why nobody can be reached for it.
    pub because: String,
}

impl Uncovered {
    /// Who is called, and why in vain.
    pub fn sentence(&self) -> String {
        let severities: Vec<&str> = self.severities.iter().map(|severity| severity.label()).collect();
        format!("{} calls the {}: {}.", severities.join(", "), self.role, self.because)
    }
}

impl Organisation {
    /// Who is reached under the names of the matrix: all contacts who answer to a name and have an address. For whom there is
    /// none, that is said, never left out.
    pub fn recipients(&self, called: &[String]) -> Vec<Recipient> {
        called.iter().flat_map(|name| self.answering(name)).collect()
    }

    /// Whom the matrix calls when nobody answers an incident of this grade in time.
    pub fn would_call(&self, severity: Severity) -> Vec<Recipient> {
        self.matrix.rule(severity).map(|rule| self.recipients(&rule.escalates_to)).unwrap_or_default()
    }

    fn answering(&self, name: &str) -> Vec<Recipient> {
        let recipient = |email: Option<String>, because: &str| Recipient {
            called: name.to_owned(),
            email,
            nobody_because: because.to_owned(),
        };
        let answer: Vec<&Contact> = self.contacts.iter().filter(|contact| contact.answers_to(name)).collect();
        let have_address = answer.iter().filter(|contact| !contact.email.is_empty());
        let mut reached: Vec<Recipient> = Vec::new();
        for email in have_address.map(|contact| &contact.email) {
            let is_known = |known: &Recipient| known.email.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(email));
            if !reached.iter().any(is_known) {
                reached.push(recipient(Some(email.clone()), ""));
            }
        }
        match (reached.is_empty(), answer.len()) {
            (false, _) => reached,
            (true, 0) => vec![recipient(None, "no contact has that role")],
            (true, 1) => vec![recipient(None, "that contact has no e-mail address")],
            (true, _) => vec![recipient(None, "none of those contacts has an e-mail address")],
        }
    }

    /// Every call that would reach nobody, in sentences: of severities that name no one, and of roles that no one answers for.
    pub fn calls_in_vain(&self) -> Vec<String> {
        let silent = self.matrix.0.iter().filter_map(SeverityRule::calls_nobody);
        silent.chain(self.uncovered_roles().iter().map(Uncovered::sentence)).collect()
    }

    /// The roles that escalations would call in vain. Severities without a response time call nobody.
    pub fn uncovered_roles(&self) -> Vec<Uncovered> {
        let mut uncovered: Vec<Uncovered> = Vec::new();
        for rule in self.matrix.0.iter().filter(|rule| rule.immediately || rule.respond_minutes.is_some()) {
            for recipient in self.recipients(&rule.escalates_to).into_iter().filter(|recipient| !recipient.is_reached()) {
                let role = recipient.called.trim();
                if let Some(known) = uncovered.iter_mut().find(|known| known.role.eq_ignore_ascii_case(role)) {
                    known.severities.push(rule.severity);
                    continue;
                }
                let (role, because) = (role.to_owned(), recipient.nobody_because);
                uncovered.push(Uncovered { role, severities: vec![rule.severity], because });
            }
        }
        uncovered
    }
}

impl SeverityRule {
    /// That it calls nobody, and why, where somebody has to hear of it: it is grave, or promises an answer.
    pub fn calls_nobody(&self) -> Option<String> {
        let promises = self.immediately || self.respond_minutes.is_some();
        let why = if self.escalates_to.is_empty() {
            "nobody stands under “Escalates to”"
        } else if promises {
            return None;
        } else {
            "it has no minutes to respond, and calls nobody at once"
        };
        (promises || self.severity.is_grave()).then(|| format!("{} calls nobody: {why}.", self.severity.label()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(role: &str, email: &str) -> Contact {
        Contact { role: role.to_owned(), email: email.to_owned(), ..Contact::default() }
    }

    #[test]
    fn a_role_that_is_called_needs_a_contact_with_an_address() {
        let contacts =
            vec![contact("cto", "cto@example.org"), contact("On-call SRE", ""), contact("Incident Commander", "ic@example.org")];
        let organisation = Organisation { contacts, ..Organisation::default() };
        let said: Vec<String> = organisation.uncovered_roles().iter().map(Uncovered::sentence).collect();
        assert_eq!(
            said,
            [
                "P1 calls the On-call SRE: that contact has no e-mail address.",
                "P1 calls the Backend Lead: no contact has that role.",
                "P2 calls the On-call Backend Engineer: no contact has that role.",
            ]
        );
    }

    #[test]
    fn a_severity_that_somebody_has_to_hear_of_names_somebody() {
        let mut organisation = Organisation::default();
        let silent = |organisation: &Organisation| {
            let said = organisation.calls_in_vain().into_iter().filter(|sentence| sentence.contains("calls nobody"));
            said.collect::<Vec<_>>()
        };
        assert_eq!(silent(&organisation), Vec::<String>::new(), "nobody has to hear of what waits for the next business day");
        for rule in &mut organisation.matrix.0 {
            rule.escalates_to.clear();
        }
        organisation.matrix.0[1].respond_minutes = None;
        let why = "calls nobody: nobody stands under “Escalates to”.";
        assert_eq!(silent(&organisation), [format!("P0 {why}"), format!("P1 {why}"), format!("P2 {why}")]);
        organisation.matrix.0[1].escalates_to = vec!["CTO".to_owned()];
        let said = silent(&organisation);
        assert_eq!(said[1], "P1 calls nobody: it has no minutes to respond, and calls nobody at once.");
    }

    #[test]
    fn all_who_answer_to_a_name_and_have_an_address_are_called() {
        let contacts = vec![
            contact("On-call SRE", ""),
            contact("On-call SRE", "ada@example.org"),
            contact("on-call sre ", "ben@example.org"),
            contact("On-call SRE", "Ada@example.org"),
            contact("Backend Lead", ""),
            contact("Backend Lead", ""),
        ];
        let organisation = Organisation { contacts, ..Organisation::default() };
        let called = organisation.would_call(Severity::P1);
        let said: Vec<(&str, Option<&str>, &str)> = called
            .iter()
            .map(|recipient| (recipient.called.as_str(), recipient.email.as_deref(), recipient.nobody_because.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                ("On-call SRE", Some("ada@example.org"), ""),
                ("On-call SRE", Some("ben@example.org"), ""),
                ("Backend Lead", None, "none of those contacts has an e-mail address"),
            ]
        );
        let uncovered: Vec<String> = organisation.uncovered_roles().iter().map(|uncovered| uncovered.role.clone()).collect();
        assert!(!uncovered.contains(&"On-call SRE".to_owned()), "{uncovered:?}");
    }
}
