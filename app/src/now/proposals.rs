use chrono::{DateTime, Utc};
use domain::proposals::{ProposalSummary, Stage};
use leptos::prelude::*;

use crate::{
    proposals::first_line,
    ui::{Ago, Icon},
};

/// So many are shown; the rest is in the list of proposals.
const SHOWN: usize = 8;

/// Changes of runbooks that wait for whoever looks.
#[component]
pub(super) fn Proposals(proposals: Vec<ProposalSummary>, now: DateTime<Utc>) -> impl IntoView {
    (!proposals.is_empty()).then(|| {
        let count = proposals.len();
        let rows = proposals.into_iter().take(SHOWN).map(|proposal| {
            let asks = if proposal.stage == Stage::Approved { "approved, to be published" } else { "waits for your review" };
            let about = format!("{}, {}, by {}: {asks}", proposal.label(), proposal.title, proposal.author_name);
            view! {
                <li class="todo" id=format!("proposal-{}", proposal.number)><Icon name="book"/><a href=format!("/proposals/{}", proposal.number) data-row>{first_line(&proposal.summary)}</a>
                    <p class="meta">{about}</p><span class="due"><Ago at=proposal.changed_at now/></span></li>
            }
        });
        view! {
            <section class="part" aria-labelledby="proposals">
                <div class="part-head"><h2 id="proposals">"Proposals"</h2><span class="count">{count}</span>
                    <a class="push" href="/proposals">"All proposals"</a></div>
                <ul>{rows.collect_view()}</ul>
            </section>
        }
    })
}
