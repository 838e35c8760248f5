use domain::incidents::{Severity, SeverityRule};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{
    Settings,
    api::{self, Agreed, ReviseSeverities, ReviseSeverityWords},
    contacts_page::Warnings,
};
use crate::ui::{Field, Form, Hidden, IntoHtml, SeverityBadge, page};

/// `/settings/severities`: the matrix, as a form for administrators and as a table for everybody else.
#[component]
pub fn SeveritiesPage() -> impl IntoView {
    page(api::load_agreed(), |agreed| view! { <Severities agreed/> })
}

#[component]
fn Severities(agreed: Agreed) -> impl IntoView {
    let Agreed { rules, words, warnings, may_change, seq, .. } = agreed;
    view! {
        <Settings here="/settings/severities" meaning="How bad it is, how soon somebody answers, and who is called when nobody does. Open incidents keep the clocks that they have.">
            <Warnings warnings/>
            {if may_change {
                view! { <Form action=ReviseSeverities::PATH class="form" label="Severities".to_owned()>
                    <Hidden name="revision" value=seq.to_string()/>
                    <Matrix rules may_change/>
                    <div class="buttons"><button class="button" data-kind="primary" type="submit">"Save severities"</button></div>
                </Form> }.into_html()
            } else {
                view! { <Matrix rules may_change/><p class="meta">"Administrators may change this."</p> }.into_html()
            }}
            <Words words may_change seq/>
        </Settings>
    }
}

#[component]
fn Matrix(rules: Vec<SeverityRule>, may_change: bool) -> impl IntoView {
    let rows = rules
        .into_iter()
        .map(|rule| if may_change { view! { <Fields rule/> }.into_html() } else { view! { <Told rule/> }.into_html() });
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label="Severity matrix">
            <table class="matrix">
                <caption class="hidden-visually">"Severity matrix"</caption>
                <thead><tr>
                    <th scope="col">"Severity"</th><th scope="col" data-width="short">"Name"</th><th scope="col" data-width="half">"Meaning"</th>
                    <th scope="col" data-width="short">"Minutes to respond"</th><th scope="col" data-width="third">"Escalates to"</th><th scope="col">"At once"</th>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Fields(rule: SeverityRule) -> impl IntoView {
    let (word, label) = (rule.severity.word(), rule.severity.label());
    let named = |field: &str| format!("rules[{word}][{field}]");
    let respond = rule.respond_minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
    view! {
        <tr>
            <th scope="row"><SeverityBadge severity=rule.severity/></th>
            <td><Field label=format!("{label} name") name=named("name") id=word value=rule.name maxlength=40 hide_label=true/></td>
            <td><Field label=format!("{label} description") name=named("description") id=word value=rule.description maxlength=300 hide_label=true/></td>
            <td><Field label=format!("{label} respond minutes") name=named("respond") id=word value=respond maxlength=6
                placeholder="next day" hide_label=true/></td>
            <td><Field label=format!("{label} escalates to") name=named("escalates_to") id=word value=rule.escalates_to.join(", ")
                placeholder="nobody" hide_label=true/></td>
            <td><label class="choice"><input type="checkbox" name=named("immediately") value="yes" checked=rule.immediately/>
                <span class="hidden-visually">{format!("{label} immediately")}</span></label></td>
        </tr>
    }
}

/// What the words mean that runbooks use for a severity.
#[component]
fn Words(words: Vec<(Severity, String)>, may_change: bool, seq: i64) -> impl IntoView {
    view! {
        <section class="part" aria-labelledby="words">
            <div class="part-head"><h2 id="words">"Words in runbooks"</h2></div>
            <p class="second">"What an import takes for which severity, beside P0 to P3 themselves. Of a range the worse counts; the runbook keeps the words that it was written with. Runbooks that are here stay as they are until they are imported again."</p>
            {if may_change {
                view! { <Form action=ReviseSeverityWords::PATH class="form" label="Words in runbooks".to_owned()>
                    <Hidden name="revision" value=seq.to_string()/>
                    <WordTable words may_change/>
                    <div class="buttons"><button class="button" data-kind="primary" type="submit">"Save words"</button></div>
                </Form> }.into_html()
            } else {
                view! { <WordTable words may_change/> }.into_html()
            }}
        </section>
    }
}

#[component]
fn WordTable(words: Vec<(Severity, String)>, may_change: bool) -> impl IntoView {
    let rows = words.into_iter().map(|(severity, words)| {
        let (word, label) = (severity.word(), severity.label());
        view! {
            <tr><th scope="row"><SeverityBadge severity/></th>
                <td>{if may_change {
                    view! { <Field label=format!("Words for {label}") name=format!("words[{word}]") value=words maxlength=1000 placeholder="none" hide_label=true/> }.into_html()
                } else {
                    words.into_html()
                }}</td></tr>
        }
    });
    view! {
        <table class="matrix">
            <caption class="hidden-visually">"Words in runbooks"</caption>
            <thead><tr><th scope="col">"Severity"</th><th scope="col">"Words"</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Told(rule: SeverityRule) -> impl IntoView {
    let respond = rule.respond_minutes.map_or_else(|| "next business day".to_owned(), |minutes| minutes.to_string());
    view! {
        <tr>
            <th scope="row"><SeverityBadge severity=rule.severity/></th>
            <td>{rule.name}</td><td>{rule.description}</td><td class="num">{respond}</td>
            <td>{rule.escalates_to.join(", ")}</td><td>{if rule.immediately { "yes" } else { "when nobody answers" }}</td>
        </tr>
    }
}
