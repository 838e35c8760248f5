use domain::proposals::{ProposalSummary, Stage};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{api, views::ProposalList};
use crate::ui::{Frame, Icon, IntoHtml, Moment, Pager, Place, Title, current_page};

/// `/proposals`: changes of runbooks that wait for somebody; with `?state=all` those too that are over.
#[component]
pub fn ProposalsPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let all = query.get("state").is_some_and(|state| state == "all");
    let after = query.get("after").unwrap_or_default();
    current_page(api::load_proposals(all, after), |proposals| view! { <List proposals/> })
}

#[component]
fn List(proposals: ProposalList) -> impl IntoView {
    let ProposalList { proposals, next, all } = proposals;
    let more = next.map(|after| format!("/proposals?state={}&after={after}", if all { "all" } else { "open" }));
    let crumbs = vec![("Runbooks".to_owned(), "/runbooks".to_owned())];
    let current = move |of: bool| (all == of).then_some("true");
    view! {
        <Title text="Proposals · Tocsin"/>
        <Frame place=Place::Runbooks crumbs here="Proposals">
            <div class="head">
                <div class="head-line"><h1>"Proposals"</h1>
                    <nav class="switch" aria-label="Which proposals">
                        <a href="/proposals" aria-current=current(false)>"Open"</a>
                        <a href="/proposals?state=all" aria-current=current(true)>"All"</a>
                    </nav>
                </div>
                <p class="second">"Changes of runbooks. Somebody other than the author reads each before it becomes a version."</p>
            </div>
            {if proposals.is_empty() {
                view! { <div class="body"><Empty all/></div> }.into_html()
            } else {
                view! { <div class="list"><Table proposals/></div> }.into_html()
            }}
            <Pager href=more words="More proposals"/>
        </Frame>
    }
}

#[component]
fn Empty(all: bool) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="book"/>
            <b>{if all { "Nobody has proposed a change yet." } else { "No proposal is open." }}</b>
            <span>"Open a runbook and choose “Propose a change”: you write, somebody else reads, and it becomes the next version."</span>
            <p><a class="button" href="/runbooks">"Show runbooks"</a></p>
        </div>
    }
}

#[component]
fn Table(proposals: Vec<ProposalSummary>) -> impl IntoView {
    let rows = proposals.into_iter().map(|proposal| {
        let (number, label) = (proposal.number, proposal.label());
        let summary = if proposal.summary.is_empty() { "No summary yet".to_owned() } else { first_line(&proposal.summary) };
        view! {
            <tr id=format!("proposal-{number}")>
                <td class="first">
                    <a href=format!("/proposals/{number}") data-row>{summary}</a><br/>
                    <small>{format!("{label}, {}", proposal.title)}</small>
                </td>
                <td class="tight"><StageMark stage=proposal.stage/></td>
                <td>{proposal.author_name}</td>
                <td class="tight r num"><Moment at=proposal.changed_at dated=true/></td>
            </tr>
        }
    });
    view! {
        <table class="table" data-fold>
            <caption class="hidden-visually">"Proposals, the latest change first"</caption>
            <thead><tr>
                <th scope="col">"Proposal"</th><th scope="col" class="tight">"State"</th><th scope="col">"Author"</th><th scope="col" class="r">"Changed"</th>
            </tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

/// What a list shows of a summary.
pub(crate) fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// Where a proposal stands.
#[component]
pub fn StageMark(stage: Stage) -> impl IntoView {
    let look = match stage {
        Stage::Draft => None,
        Stage::InReview => Some("half"),
        Stage::Approved | Stage::Published => Some("done"),
        Stage::Withdrawn => Some("void"),
    };
    view! { <span class="state" data-state=look><b>{stage.label()}</b></span> }
}
