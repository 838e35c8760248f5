use domain::{
    incidents::{Promise, Severity},
    organisation::Organisation,
};

/// What the severity matrix promises for a grade, with the people behind the names.
pub(super) fn promise(organisation: &Organisation, severity: Severity) -> Promise {
    let Some(rule) = organisation.matrix.rule(severity) else { return Promise::default() };
    let call_at_once = if rule.immediately { organisation.recipients(&rule.escalates_to) } else { vec![] };
    Promise { respond_minutes: rule.respond_minutes, call_at_once }
}
