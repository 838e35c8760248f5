use domain::runbooks::RunbookSummary;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{
    api::{Asked, SymptomLine, Symptoms},
    symptoms_page::FORM,
};
use crate::{
    runbooks::{
        api::StartRunbookChecklist,
        library_page::{encoded, late_by},
        views::{counted, day},
    },
    ui::{Form, Hidden, IntoHtml, Pager, SeverityBadge, Tag},
};

/// The part that changes with what is typed and ticked: the symptoms, and beside them the runbooks.
#[component]
pub(super) fn Chosen(symptoms: Symptoms) -> impl IntoView {
    let Symptoms { asked, ticked, symptoms, next, likely, incident, today } = symptoms;
    let is_narrowed = !asked.q.trim().is_empty();
    let is_empty = symptoms.is_empty() && ticked.is_empty() && asked.after.is_empty();
    let count = ticked.len();
    let further = next.map(|after| address(&asked, &after));
    let said = format!("{} of the list, {} fit what you see", symptoms.len(), counted(likely.len(), "runbook"));
    view! {
        <div class="sheet symptoms" id="symptoms-chosen" data-said=said>
            <div>
                {(count > 0).then(|| view! {
                    <fieldset class="signs"><legend>{format!("You see ({count})")}</legend>{lines(ticked, true)}</fieldset>
                })}
                {(!symptoms.is_empty()).then(|| view! {
                    <fieldset class="signs"><legend>{if is_narrowed { "With these words" } else { "Symptoms" }}</legend>{lines(symptoms, false)}</fieldset>
                })}
                {is_empty.then(|| view! { <Nothing is_narrowed/> })}
                <Pager href=further words="More symptoms"/>
                <div class="buttons by-hand"><button class="button" type="submit" form=FORM>"Show runbooks"</button></div>
            </div>
            <aside aria-labelledby="likely-title">
                <h2 id="likely-title">"Runbooks that name it"</h2>
                {if likely.is_empty() {
                    view! { <p class="second">"None yet: tick what you see."</p> }.into_html()
                } else {
                    let rows = likely.into_iter().map(|(runbook, named)| view! { <Likely runbook named of=count incident=incident.clone() today/> });
                    view! { <ol class="likely">{rows.collect_view()}</ol> }.into_html()
                }}
            </aside>
        </div>
    }
}

fn lines(symptoms: Vec<SymptomLine>, ticked: bool) -> impl IntoView {
    let each = symptoms.into_iter().map(|symptom| {
        view! {
            <label class="choice"><input type="checkbox" id=format!("s-{}", symptom.mark) form=FORM name="s" value=symptom.mark checked=ticked/>
                <span>{symptom.label}<small>{symptom.about}</small></span></label>
        }
    });
    each.collect_view()
}

#[component]
fn Nothing(is_narrowed: bool) -> impl IntoView {
    if is_narrowed {
        return view! {
            <div class="empty"><b>"No symptom has these words."</b>
                <span>"Only the symptoms of runbooks are looked through here. Try fewer words, or search for the text of an error."</span>
                <div class="buttons"><a class="button" data-size="small" href="/search">"Search everything"</a></div></div>
        }
        .into_html();
    }
    view! {
        <div class="empty"><b>"No runbook names a symptom yet."</b>
            <span>"What stands under a heading such as “Symptoms” in a runbook is offered here."</span>
            <div class="buttons"><a class="button" data-size="small" href="/runbooks">"Show all runbooks"</a></div></div>
    }
    .into_html()
}

#[component]
fn Likely(
    runbook: RunbookSummary,
    named: i64,
    of: usize,
    incident: Option<(i64, String)>,
    today: chrono::NaiveDate,
) -> impl IntoView {
    let late = runbook.is_overdue(today);
    let href = format!("/runbooks/{}", runbook.slug);
    let slug = runbook.slug.clone();
    view! {
        <li>
            <p>{runbook.severity.map(|severity| view! { <SeverityBadge severity/>" " })}<a href=href data-row>{runbook.title.clone()}</a></p>
            <p class="meta"><span>{format!("names {named} of {of}")}</span>
                {if late {
                    view! { <Tag words=late_by(runbook.next_review, today) tone="late"/> }.into_html()
                } else {
                    view! { <span>{format!("next review {}", day(runbook.next_review))}</span> }.into_html()
                }}
            </p>
            {incident.map(|(number, _)| view! {
                <Form action=StartRunbookChecklist::PATH of=slug.clone() label=format!("Start {} on INC-{number}", runbook.title)>
                    <Hidden name="slug" value=slug/>
                    <Hidden name="incident" value=number.to_string()/>
                    <button class="button" data-size="small" type="submit">{format!("Start checklist on INC-{number}")}</button>
                </Form>
            })}
        </li>
    }
}

/// Where the next page of symptoms is, with all that is asked.
fn address(asked: &Asked, after: &str) -> String {
    let ticked: Vec<String> = asked.ticked.split_whitespace().map(|mark| ["&s=", &encoded(mark)].concat()).collect();
    let incident = encoded(&asked.incident);
    format!(
        "/runbooks/symptoms?q={}&incident={incident}&after={}{ticked}",
        encoded(&asked.q),
        encoded(after),
        ticked = ticked.concat()
    )
}
