use domain::incidents::SeverityRule;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::api::{self, DeclareChoices, DeclareIncident};
use crate::ui::{Choice, Field, Form, Frame, Place, Select, TextArea, Title, duration_words, page};

/// `/incidents/new`: ten seconds from here to the room. With `?drill` it begins as a drill.
#[component]
pub fn DeclarePage() -> impl IntoView {
    let is_drill = use_query_map().get_untracked().get("drill").is_some();
    page(api::load_declare_choices(), move |choices| view! { <Declare choices is_drill/> })
}

#[component]
fn Declare(choices: DeclareChoices, is_drill: bool) -> impl IntoView {
    let DeclareChoices { rules, open, now } = choices;
    let severities = rules.iter().map(|rule| Choice::new(rule.severity.word(), words(rule))).collect();
    view! {
        <Title text="Declare incident · Tocsin"/>
        <Frame place=Place::Incidents crumbs=vec![("Incidents".to_owned(), "/incidents".to_owned())] here="Declare">
            <div class="head"><div class="head-line"><h1>"Declare incident"</h1></div>
                <p class="second">"A title and a severity are enough. Everything else can wait. "<a href="/runbooks/symptoms">"Which runbook is it?"</a></p></div>
            <div class="body" data-size="narrow">
                {(!open.is_empty()).then(|| view! {
                    <ul class="similar-list" aria-label="Open incidents">
                        {open.into_iter().map(|incident| view! {
                            <li class="similar">
                                <span><b>{format!("INC-{}", incident.number)}</b>" "{incident.title.clone()}", open for "{duration_words(now - incident.declared_at)}"."</span>
                                <a href=format!("/incidents/{}", incident.number)>"Join it instead"</a>
                            </li>
                        }).collect_view()}
                    </ul>
                })}
                <Form action=DeclareIncident::PATH class="form">
                    <Field label="Title" name="title" required=true maxlength=200 placeholder="What is broken, for whom"/>
                    <Select label="Severity" name="severity" choices=severities value="p2" required=true/>
                    <TextArea label="Summary" name="summary" placeholder="What you see. Everything else can wait."/>
                    <Field label="Affected service" name="service" maxlength=300 placeholder="checkout, messaging-api"/>
                    <label class="choice"><input type="checkbox" name="drill" value="true" checked=is_drill/>
                        <span>"This is a drill"<small>"Kept out of the figures. Whoever is called is told that it is one."</small></span></label>
                    <label class="choice"><input type="checkbox" name="restricted" value="true"/>
                        <span>"Restricted"<small>
                            "Only people who are named see it. You are named; you name others in its room."
                        </small></span></label>
                    <div class="buttons">
                        <a class="button" href="/incidents">"Cancel"</a>
                        <button class="button" data-kind="primary" type="submit">"Declare incident"</button>
                    </div>
                </Form>
            </div>
        </Frame>
    }
}

/// "P1 major: respond within 15 minutes"
fn words(rule: &SeverityRule) -> String {
    let promise = match rule.respond_minutes {
        Some(minutes) if minutes % 60 == 0 => format!("respond within {} h", minutes / 60),
        Some(minutes) => format!("respond within {minutes} minutes"),
        None => "next business day".to_owned(),
    };
    format!("{} {}: {promise}", rule.severity.label(), rule.name)
}
