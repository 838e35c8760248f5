use domain::runbooks::Command;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    ProbeForm, Suggestion,
    api::{self, ProbeView, Step},
    targets_page::NoTargets,
};
use crate::{
    fault::Fault,
    ui::{Frame, IntoHtml, Place, Title, page},
};

/// `/incidents/42/probe?checklist=…&item=…`: a probe for an incident, beside the step that asks for it.
#[component]
pub fn ProbePage() -> impl IntoView {
    let number = use_params_map().get_untracked().get("number").and_then(|number| number.parse().ok());
    let query = use_query_map().get_untracked();
    let (checklist, item) = (query.get("checklist").unwrap_or_default(), query.get("item").unwrap_or_default());
    let load = async move {
        match number {
            Some(number) => api::load_probe(number, checklist, item).await,
            None => Err(Fault::NotFound),
        }
    };
    page(load, |probe| view! { <Probe probe/> })
}

#[component]
fn Probe(probe: ProbeView) -> impl IntoView {
    let ProbeView { number, title, targets, step } = probe;
    let suggestion = step.as_ref().map(|step| Suggestion::from_step(&step.item, &targets)).unwrap_or_default();
    let at = step.as_ref().map(|step| (step.checklist.to_string(), step.item.key.clone()));
    let crumbs =
        vec![("Incidents".to_owned(), "/incidents".to_owned()), (format!("INC-{number}"), format!("/incidents/{number}"))];
    view! {
        <Title text=format!("Run a probe · INC-{number} · Tocsin")/>
        <Frame place=Place::Incidents crumbs here="Run a probe">
            <div class="head"><div class="head-line"><h1>"Run a probe"</h1></div>
                <p class="second">{format!("For INC-{number} {title}. It only reads; what it sees stands on the timeline.")}</p></div>
            {if targets.is_empty() {
                view! { <div class="body"><NoTargets/></div> }.into_html()
            } else {
                view! {
                    <div class="sheet">
                        <div><ProbeForm incident_number=number targets step=at suggestion/></div>
                        {step.map(|step| view! { <StepAside step/> })}
                    </div>
                }.into_html()
            }}
        </Frame>
    }
}

/// The step as the runbook has it, to be read beside the form.
#[component]
fn StepAside(step: Step) -> impl IntoView {
    let Step { of, item, .. } = step;
    view! {
        <aside aria-label="The step">
            <section class="part">
                <div class="part-head"><h2>{of}</h2><span class="key">{item.key}</span></div>
                <p>{item.text.replace("**", "").replace('`', "")}</p>
                {(!item.detail.is_empty()).then(|| view! { <p class="second">{item.detail}</p> })}
                {item.commands.into_iter().enumerate().map(|(at, command)| view! { <CommandText at command/> }).collect_view()}
            </section>
        </aside>
    }
}

#[component]
fn CommandText(at: usize, command: Command) -> impl IntoView {
    view! {
        <figure class="code">
            <pre tabindex="0" role="group" aria-label=format!("Command {}", at + 1)><code>{command.text}</code></pre>
        </figure>
    }
}
