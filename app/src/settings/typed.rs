//! What people type into the settings, as values; a refusal names the very field.

use std::collections::BTreeMap;

use domain::{
    Refusal,
    incidents::{Severity, SeverityRule},
    organisation::Contact,
    runbooks::SeverityWords,
};

use super::api::TypedRule;

pub(super) fn rules(typed: BTreeMap<String, TypedRule>) -> Result<Vec<SeverityRule>, Refusal> {
    typed.into_iter().map(|(word, typed)| rule(word.parse()?, typed)).collect()
}

fn rule(severity: Severity, typed: TypedRule) -> Result<SeverityRule, Refusal> {
    let respond = typed.respond.trim();
    let respond_minutes = match respond {
        "" => None,
        minutes => Some(minutes.parse().ok().filter(|minutes| *minutes > 0).ok_or_else(|| {
            let field = format!("rules[{}][respond]", severity.word());
            Refusal::invalid(
                &field,
                format!("“{respond}” is no response time: write whole minutes, 1 or more, or leave it empty for the next business day."),
            )
        })?),
    };
    Ok(SeverityRule {
        severity,
        name: typed.name,
        description: typed.description,
        respond_minutes,
        escalates_to: typed.escalates_to.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect(),
        immediately: !typed.immediately.is_empty(),
    })
}

/// A severity that is not among them has no words.
pub(super) fn words(typed: BTreeMap<String, String>) -> Result<SeverityWords, Refusal> {
    let typed: Vec<(Severity, String)> =
        typed.into_iter().map(|(severity, words)| Ok((severity.parse()?, words))).collect::<Result<_, Refusal>>()?;
    SeverityWords::read_all(&typed)
}

/// Rows that say nothing are gone.
pub(super) fn contacts(typed: BTreeMap<usize, Contact>) -> Result<Vec<Contact>, Refusal> {
    let said = |contact: &Contact| {
        [&contact.role, &contact.name, &contact.email, &contact.phone, &contact.availability]
            .iter()
            .any(|text| !text.trim().is_empty())
    };
    typed
        .into_iter()
        .filter(|(_, contact)| said(contact))
        .map(|(row, contact)| contact.checked().map_err(|refusal| in_row(refusal, row)))
        .collect()
}

fn in_row(refusal: Refusal, row: usize) -> Refusal {
    match refusal {
        Refusal::Invalid { field, sentence } => Refusal::Invalid { field: format!("contacts[{row}][{field}]"), sentence },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_separated_by_commas_and_no_response_time_is_the_next_business_day() {
        let typed =
            TypedRule { escalates_to: " CTO, , Incident Commander".to_owned(), respond: " ".to_owned(), ..TypedRule::default() };
        let rule = rule(Severity::P0, typed).unwrap();
        assert_eq!((rule.respond_minutes, rule.escalates_to), (None, vec!["CTO".to_owned(), "Incident Commander".to_owned()]));
    }

    #[test]
    fn a_response_time_that_is_no_number_is_refused_at_its_field() {
        let typed = TypedRule { respond: "soon".to_owned(), ..TypedRule::default() };
        let refused = rules(BTreeMap::from([("p1".to_owned(), typed)])).unwrap_err();
        assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "rules[p1][respond]"));
    }

    #[test]
    fn a_contact_that_can_not_be_taken_is_refused_in_its_row_and_empty_rows_are_left_out() {
        let good = Contact { role: "CTO".to_owned(), ..Contact::default() };
        let bad = Contact { email: "nowhere".to_owned(), ..good.clone() };
        let taken = contacts(BTreeMap::from([(0, good.clone()), (1, Contact::default())])).unwrap();
        assert_eq!(taken, vec![good.clone()]);
        let refused = contacts(BTreeMap::from([(0, good), (2, bad)])).unwrap_err();
        assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "contacts[2][email]"));
    }
}
