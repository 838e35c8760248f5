use domain::diagnostics::{TargetCard, TargetKind};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Suggestion, api::RunProbe};
use crate::ui::{Choice, Field, Form, Hidden, Icon, Select, TextArea};

/// Asks a target something on behalf of an incident. The fields of the other kind of target are hidden by the style,
/// without a script; the server takes those of the chosen target's kind.
#[component]
pub fn ProbeForm(
    incident_number: i64,
    targets: Vec<TargetCard>,
    /// The checklist and the item that the probe is for.
    #[prop(optional_no_strip)]
    step: Option<(String, String)>,
    #[prop(optional)] suggestion: Suggestion,
) -> impl IntoView {
    let has = |kind: TargetKind| targets.iter().any(|target| target.kind == kind);
    let (has_sql, has_http) = (has(TargetKind::Postgres), has(TargetKind::Http));
    let choices = targets
        .iter()
        .map(|target| Choice::new(&target.name, format!("{}, {}", target.name, target.kind.label())).of_kind(target.kind.key()))
        .collect();
    let (checklist, item) = step.unwrap_or_default();
    view! {
        <Form action=RunProbe::PATH class="form probe-form" label="Run a probe">
            <Hidden name="number" value=incident_number.to_string()/>
            <Hidden name="checklist" value=checklist/>
            <Hidden name="item" value=item/>
            <Field label="Title" name="title" value=suggestion.title required=true maxlength=200 placeholder="What the probe looks at"/>
            <Select label="Target" name="target" choices value=suggestion.target required=true/>
            {has_sql.then(|| view! {
                <div data-for="postgres"><TextArea label="Statement" name="statement" value=suggestion.statement rows=6
                    hint="One SELECT, SHOW or EXPLAIN. Whatever might change something is refused and says why."/></div>
            })}
            {has_http.then(|| view! {
                <div data-for="http" class="side-by-side">
                    <Field label="Path" name="path" value=suggestion.path maxlength=2000 placeholder="health?verbose=1" hint="Below the target's address; it is asked with GET."/>
                    <Field label="JSONPath" name="json_path" maxlength=200 placeholder="$.status" hint="Optional. What it finds is the value."/>
                </div>
            })}
            <Field label="Predicate" name="predicate" maxlength=200 placeholder="rows > 0"
                hint="What should be true; optional. Examples: rows > 0, value >= 0.8, value != \"unhealthy\", value < 30 min, column.waiting > 5, status = 200."/>
            <div class="buttons">
                <a class="button" data-kind="quiet" href=format!("/incidents/{incident_number}")>"Cancel"</a>
                <button class="button" data-kind="primary" type="submit"><Icon name="run"/>"Run"</button>
            </div>
        </Form>
    }
}
