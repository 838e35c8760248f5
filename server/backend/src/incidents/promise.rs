use domain::{
    incidents::{Promise, Recipient, Severity},
    organisation::Organisation,
};

/// What the severity matrix promises for a grade, with the people behind the names.
pub(super) fn promise(organisation: &Organisation, severity: Severity) -> Promise {
    let Some(rule) = organisation.matrix.rule(severity) else { return Promise::default() };
    let call_at_once = if rule.immediately { recipients(organisation, &rule.escalates_to) } else { vec![] };
    Promise { respond_minutes: rule.respond_minutes, call_at_once }
}

/// Who is reached under the names of the matrix. Whom nobody answers for is said, never left out.
pub(super) fn recipients(organisation: &Organisation, called: &[String]) -> Vec<Recipient> {
    let reach = |name: &String| {
        let (email, nobody_because) = match organisation.contacts.iter().find(|contact| contact.answers_to(name)) {
            Some(contact) if !contact.email.is_empty() => (Some(contact.email.clone()), ""),
            Some(_) => (None, "that contact has no e-mail address"),
            None => (None, "no contact has that role"),
        };
        Recipient { called: name.clone(), email, nobody_because: nobody_because.to_owned() }
    };
    called.iter().map(reach).collect()
}
