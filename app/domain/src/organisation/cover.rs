use super::Organisation;
use crate::incidents::Severity;

/// A role that the severity matrix calls and nobody can be reached for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncovered {
    /// As the matrix names it.
    pub role: String,
    /// The severities that call it, the worst first.
    pub severities: Vec<Severity>,
    /// Whether a contact has the role, but no e-mail address.
    pub lacks_address: bool,
}

impl Uncovered {
    /// Who is called, and why in vain.
    pub fn sentence(&self) -> String {
        let severities: Vec<&str> = self.severities.iter().map(|severity| severity.label()).collect();
        let why = if self.lacks_address { "that contact has no e-mail address" } else { "no contact has that role" };
        format!("{} calls the {}: {why}.", severities.join(", "), self.role)
    }
}

impl Organisation {
    /// The roles that escalations would call in vain. Severities without a response time call nobody.
    pub fn uncovered_roles(&self) -> Vec<Uncovered> {
        let mut uncovered: Vec<Uncovered> = Vec::new();
        for rule in self.matrix.0.iter().filter(|rule| rule.immediately || rule.respond_minutes.is_some()) {
            for role in &rule.escalates_to {
                if let Some(known) = uncovered.iter_mut().find(|known| known.role.eq_ignore_ascii_case(role.trim())) {
                    known.severities.push(rule.severity);
                    continue;
                }
                // The first contact of that role is the one who is called.
                let contact = self.contacts.iter().find(|contact| contact.answers_to(role));
                if contact.is_none_or(|contact| contact.email.is_empty()) {
                    let (role, severities) = (role.trim().to_owned(), vec![rule.severity]);
                    uncovered.push(Uncovered { role, severities, lacks_address: contact.is_some() });
                }
            }
        }
        uncovered
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::Contact;

    #[test]
    fn a_role_that_is_called_needs_a_contact_with_an_address() {
        let contact = |role: &str, email: &str| Contact { role: role.to_owned(), email: email.to_owned(), ..Contact::default() };
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
}
