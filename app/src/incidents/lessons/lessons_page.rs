use domain::proposals::ProposalSummary;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;

use super::{
    api::{LessonsView, ProposeLessons, load_lessons},
    aside::{AsideForm, SetAsideList},
    offer::Offer,
};
use crate::{
    proposals::StageMark,
    ui::{Form, Frame, Hidden, Icon, IntoHtml, PageStyle, Place, Title, page},
};

/// `/incidents/{n}/lessons/{checklist}`: what was done otherwise than the runbook says, and what becomes of that.
#[component]
pub fn LessonsPage() -> impl IntoView {
    let params = use_params_map().get_untracked();
    // A number that is none leads to the incident 0, which there never is.
    let number = params.get("number").and_then(|number| number.parse().ok()).unwrap_or(0);
    page(load_lessons(number, params.get("checklist").unwrap_or_default()), |lessons| view! { <Loaded lessons/> })
}

#[component]
fn Loaded(lessons: LessonsView) -> impl IntoView {
    let LessonsView {
        number,
        checklist,
        is_open,
        is_restricted,
        slug,
        title,
        version,
        current,
        offers,
        aside,
        proposals,
        may_propose,
    } = lessons;
    let crumbs =
        vec![("Incidents".to_owned(), "/incidents".to_owned()), (format!("INC-{number}"), format!("/incidents/{number}"))];
    let second = if current > version {
        format!(
            "The checklist was made from version {version}; version {current} is the current one, and what you choose is brought up to it."
        )
    } else {
        format!(
            "What was done otherwise than version {version} says. Choose what becomes of each; you read the text over before anybody reviews it."
        )
    };
    view! {
        <Title text=format!("What INC-{number} taught: {title} · Tocsin")/>
        <PageStyle css=concat!(include_str!("../../../../style/components/diff.css"), include_str!("../../../../style/components/lessons.css"))/>
        <Frame place=Place::Incidents crumbs here="Lessons">
            <div class="head">
                <div class="head-line"><h1>{format!("What INC-{number} taught: ")}<a href=format!("/runbooks/{slug}")>{title}</a></h1></div>
                <p class="second">{second}</p>
            </div>
            {is_open.then(|| view! {
                <div class="notices"><div class="notice" data-tone="soon"><Icon name="alert"/><div>{format!("INC-{number} is still open: more may come.")}</div></div></div>
            })}
            {is_restricted.then(|| view! {
                <div class="notices"><div class="notice" data-tone="soon"><Icon name="alert"/>
                    <div>{format!("INC-{number} is restricted, the runbook is not: once it is published, everybody reads what you propose.")}</div></div></div>
            })}
            {(!proposals.is_empty()).then(|| view! { <Proposed proposals/> })}
            <div class="body lessons">
                {if offers.is_empty() {
                    view! { <Nothing number slug is_aside=!aside.is_empty()/> }.into_html()
                } else {
                    let asides = offers.iter().filter(|_| may_propose).map(|offer| view! { <AsideForm lesson=offer.lesson.key.clone() number checklist/> });
                    let asides = asides.collect_view();
                    let offers = offers.into_iter().map(|offer| view! { <Offer offer number may_propose/> }).collect_view();
                    view! {
                        <Form action=ProposeLessons::PATH label="Lessons">
                            <Hidden name="number" value=number.to_string()/>
                            <Hidden name="checklist" value=checklist.to_string()/>
                            {offers}
                            {may_propose.then(|| view! {
                                <div class="buttons"><button class="button" data-kind="primary" type="submit">"Begin a proposal"</button>
                                    <span class="meta">"A draft, with these words in it. Numbered steps are numbered anew."</span></div>
                            })}
                        </Form>
                        {asides}
                    }.into_html()
                }}
                <SetAsideList lessons=aside number checklist may_propose/>
            </div>
        </Frame>
    }
}

/// What came of it before.
#[component]
fn Proposed(proposals: Vec<ProposalSummary>) -> impl IntoView {
    let proposals = proposals.into_iter().map(|proposal| {
        let (href, label, author) = (format!("/proposals/{}", proposal.number), proposal.label(), proposal.author_name);
        view! { <p><a href=href>{label}</a>" by "{author}" "<StageMark stage=proposal.stage/></p> }
    });
    view! {
        <div class="notices"><div class="notice" role="status" data-tone="accent"><Icon name="history"/>
            <div><b>"A change was proposed from this incident already."</b>{proposals.collect_view()}</div>
        </div></div>
    }
}

#[component]
fn Nothing(
    number: i64,
    slug: String,
    /// Whether there was something, and all of it was set aside.
    is_aside: bool,
) -> impl IntoView {
    let (said, more) = if is_aside {
        ("Nothing is left to choose.", "All that this checklist taught was set aside: the runbook stays as it is.")
    } else {
        (
            "Everything was done as the runbook says.",
            "What people skip, add, note, do late or in another order on a checklist is offered to its runbook here.",
        )
    };
    view! {
        <div class="empty">
            <Icon name="book"/>
            <b>{said}</b>
            <span>{more}</span>
            <p><a class="button" href=format!("/incidents/{number}")>{format!("Back to INC-{number}")}</a>" "<a class="button" href=format!("/runbooks/{slug}")>"Open the runbook"</a></p>
        </div>
    }
}
