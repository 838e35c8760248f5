use chrono::DateTime;
use domain::incidents::{Fact, Facts, Said, TimeInStage};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{audience::WhoSeesIt, form::RoomForm, restrict::Restrict, shown::Shown};
use crate::{
    action_items::{ActionItemFields, api::AddActionItem},
    incidents::{TimeInStageBar, room_api::ReviseFacts},
    live::Region,
    postmortems::api::StartPostmortem,
    ui::{Icon, IntoHtml, Moment, filling},
};

/// The column of facts: who sees a restricted incident, impact, evidence, recovery checks, what came out of it.
#[component]
pub(super) fn FactsPane(room: Shown) -> impl IntoView {
    let facts = room.part(|incident| incident.facts.clone());
    let summary = room.part(|incident| incident.summary.clone());
    view! {
        <Region tag="section" id="facts"><section class="pane facts" id="facts" aria-label="Facts">
            <div class="pane-head"><h2>"Facts"</h2></div>
            <div class="pane-body" tabindex="0" role="group" aria-label="Facts of the incident">
                <WhoSeesIt room/>
                <section class="fact"><h3>"Summary"</h3>
                    <p class="said">{if summary.is_empty() { "Nobody has said more yet.".to_owned() } else { summary }}</p>
                </section>
                <section class="fact"><h3>"Impact"</h3>
                    <Pairs facts/>
                    {room.may_work().then(|| view! { <Revise room/> })}
                </section>
                <EvidenceList room/>
                <RecoveryChecks room/>
                <Course room/>
                <Outcomes room/>
                <Restrict room/>
            </div>
        </section></Region>
    }
}

#[component]
fn Pairs(facts: Facts) -> impl IntoView {
    let times = [("Began", facts.impact_started_at), ("Detected", facts.detected_at)];
    let times = times.into_iter().filter_map(|(word, at)| Some((word, at?)));
    let pairs = [
        ("Impact", facts.impact),
        ("Customers", facts.customers),
        ("Services", facts.services),
        ("Domain", facts.failure_domain),
        ("Scope", facts.scope),
    ];
    let known = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    view! { <dl class="pairs">
        {times.map(|(word, at)| view! { <dt>{word}</dt><dd><Moment at dated=true/>" UTC"</dd> }).collect_view()}
        {known.map(|(word, value)| view! { <dt>{word}</dt><dd>{value}</dd> }).collect_view()}
    </dl> }
}

/// Each field says with it what it began with: only what differs is a change, so that two people who revise different facts
/// don't undo each other.
#[component]
fn Revise(room: Shown) -> impl IntoView {
    let Said { title, summary, facts } = room.part(Said::of);
    let fields = Fact::ALL.map(|fact| {
        let label = if fact.is_moment() { format!("{}, in UTC", fact.label()) } else { fact.label().to_owned() };
        let kind = if fact.is_moment() { "datetime-local" } else { "text" };
        view! { <OneLine name=fact.word() label kind value=facts.text(fact) most=fact.most()/> }
    });
    let fields = fields.into_iter().collect_view();
    let was = summary.clone();
    view! {
        <details class="menu" data-align="end">
            <summary class="button" data-kind="quiet" data-size="small">"Edit facts"</summary>
            <div class="menu-sheet">
                <RoomForm room action=ReviseFacts::PATH about="facts" class="form" label="Edit facts".to_owned() attr:data-keeps="">
                    <OneLine name="title" label="Title" kind="text" value=title most=200/>
                    <div class="field"><label for="fact-summary">"Summary"</label>
                        <textarea class="input" id="fact-summary" name="summary" rows="4" maxlength="10000"
                            inner_html=filling(&summary)></textarea>
                        <input type="hidden" name="was[summary]" value=was data-was="fact-summary"/></div>
                    {fields}
                    <button class="button" data-size="small" type="submit">"Save facts"</button>
                </RoomForm>
            </div>
        </details>
    }
}

/// A field of one line: a browser leaves out any line break, so what it began with has none either.
#[component]
fn OneLine(name: &'static str, #[prop(into)] label: String, kind: &'static str, value: String, most: usize) -> impl IntoView {
    let (id, value) = (format!("fact-{name}"), value.replace(['\r', '\n'], ""));
    view! {
        <div class="field"><label for=id.clone()>{label}</label>
            <input class="input" id=id.clone() name=name type=kind value=value.clone() maxlength=most.to_string()
                autocomplete="off"/>
            <input type="hidden" name=format!("was[{name}]") value=value data-was=id/></div>
    }
}

#[component]
fn EvidenceList(room: Shown) -> impl IntoView {
    let rows = room.part(|incident| {
        incident.evidence.iter().rev().map(|one| (one.number, one.run.title.clone(), one.run.outcome)).collect::<Vec<_>>()
    });
    view! {
        <section class="fact" aria-label="Evidence">
            <h3>"Evidence "<span class="count">{rows.len()}</span>
                {room.may_work().then(|| view! { <a class="button" data-kind="quiet" data-size="small" href=format!("/incidents/{}/probe", room.number())>"Run a probe"</a> })}
            </h3>
            {if rows.is_empty() {
                view! { <p class="empty">"Run a probe, and what it saw stands here."</p> }.into_html()
            } else {
                view! { <ul class="rows">{rows.into_iter().map(|(number, title, outcome)| view! {
                    <li class="lead"><Icon name=sign(outcome)/><a href=format!("#e{number}")>{format!("E-{number} {title}")}</a><span>{outcome.label()}</span></li>
                }).collect_view()}</ul> }.into_html()
            }}
        </section>
    }
}

/// The sign of an outcome.
pub(super) fn sign(outcome: domain::diagnostics::Outcome) -> &'static str {
    use domain::diagnostics::Outcome as O;
    match outcome {
        O::Holds => "holds",
        O::DoesNotHold => "fails",
        O::CouldNotObserve => "unseen",
        O::Refused => "refused",
        O::Observed => "eye",
    }
}

#[component]
fn RecoveryChecks(room: Shown) -> impl IntoView {
    let checks = room.part(|incident| {
        incident
            .recovery_checks
            .iter()
            .rev()
            .map(|check| (check.passed, check.statement.clone(), check.by.name().to_owned(), check.at))
            .collect::<Vec<_>>()
    });
    view! {
        <section class="fact" aria-label="Recovery checks"><h3>"Recovery checks"</h3>
            {if checks.is_empty() {
                view! { <p class="empty">"None yet. Resolving needs one that passed."</p> }.into_html()
            } else {
                view! { <ul class="rows">{checks.into_iter().map(|(passed, statement, by, at)| view! {
                    <li class=if passed { "lead" } else { "warn" }><Icon name=if passed { "check" } else { "fails" }/><span>{statement}</span><span>{if passed { "passed" } else { "failed" }}</span>
                        <p class="meta"><span>{by}", "<Moment at today=room.now()/></span></p></li>
                }).collect_view()}</ul> }.into_html()
            }}
        </section>
    }
}

/// How long it was in each stage. To the minute, so that watchers are not sent it anew at every drawing.
#[component]
fn Course(room: Shown) -> impl IntoView {
    let minute = room.now().timestamp().div_euclid(60) * 60;
    let now = DateTime::from_timestamp(minute, 0).unwrap_or(room.now());
    let time = room.part(|incident| TimeInStage::of(incident, now));
    view! {
        <Region tag="section" id="course"><section class="fact" id="course"><TimeInStageBar time/></section></Region>
    }
}

/// Post-mortem and action items.
#[component]
fn Outcomes(room: Shown) -> impl IntoView {
    let (has_postmortem, approved, items, waiver) = room.part(|incident| {
        (
            incident.postmortem.is_some(),
            incident.postmortem_approved,
            incident.action_items.clone(),
            incident.waiver.as_ref().map(|waiver| waiver.reason.clone()),
        )
    });
    let number = room.number();
    view! {
        <section class="fact" aria-label="Afterwards"><h3>"Afterwards"</h3>
            {if !has_postmortem && items.is_empty() && waiver.is_none() {
                view! { <p class="empty">"The post-mortem and its action items will stand here."</p> }.into_html()
            } else {
                view! { <ul class="rows">
                    {has_postmortem.then(|| view! { <li><Icon name="doc"/><a href=format!("/postmortems/{number}")>"Post-mortem"</a><span>{if approved { "approved" } else { "not approved yet" }}</span></li> })}
                    {items.into_iter().map(|item| view! { <li><Icon name="action"/><a href=format!("/actions/{item}")>{format!("ACT-{item}")}</a></li> }).collect_view()}
                    {waiver.map(|reason| view! { <li><Icon name="info"/><span>{format!("Prevention waived: {reason}")}</span></li> })}
                </ul> }.into_html()
            }}
            {(room.may_work() && !has_postmortem).then(|| view! {
                <RoomForm room action=StartPostmortem::PATH about="start-postmortem">
                    <button class="button" data-kind="quiet" data-size="small" type="submit">"Start post-mortem"</button>
                </RoomForm>
            })}
            {room.may_work().then(|| view! { <PromiseWork room/> })}
        </section>
    }
}

/// Promises work that comes out of the incident; the first opens its prevention gate.
#[component]
fn PromiseWork(room: Shown) -> impl IntoView {
    let people = room.read(|room| room.people.clone());
    let number = room.number();
    view! {
        <details class="menu" data-align="end">
            <summary class="button" data-kind="quiet" data-size="small">"Promise work"</summary>
            <div class="menu-sheet">
                <RoomForm room action=AddActionItem::PATH about="promise" class="form" label="Add action item".to_owned()>
                    <ActionItemFields people next=room.back() incident=Some(number)/>
                    <button class="button" data-size="small" type="submit">"Add action item"</button>
                </RoomForm>
            </div>
        </details>
    }
}
