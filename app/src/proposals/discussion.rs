use domain::{
    proposals::{Proposal, Remark},
    runbooks::diff::Hunk,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::api::RemarkOnProposal;
use crate::ui::{Face, Field, Form, Hidden, Html, IntoHtml, Moment, TextArea};

/// What was said of the lines of a stretch of changes, and the way to say more.
pub(super) fn remarks_below(proposal: &Proposal, hunk: &Hunk, may_remark: bool) -> Html {
    let (number, revision) = (proposal.number, proposal.revision);
    let remarks: Vec<Remark> =
        proposal.remarks.iter().filter(|remark| remark.revision == revision && hunk.shows(remark.line)).cloned().collect();
    let say = hunk.first_line().filter(|_| may_remark).map(|line| {
        let label = format!("Remark on line {line}");
        view! { <a class="say" href=format!("/proposals/{number}?line={line}#remark") aria-label=label>"Remark"</a> }
    });
    view! { <div class="remarks below"><SaidList remarks revision/>{say}</div> }.into_html()
}

/// What was said of a proposal and stands beside none of the changes that are `shown`. `line`: about which something is to
/// be said.
#[component]
pub(super) fn Discussion(proposal: Proposal, may_remark: bool, shown: Vec<Hunk>, line: String) -> impl IntoView {
    let (number, revision) = (proposal.number, proposal.revision);
    let is_beside = |remark: &Remark| remark.revision == revision && shown.iter().any(|hunk| hunk.shows(remark.line));
    let (beside, remarks): (Vec<Remark>, Vec<Remark>) = proposal.remarks.into_iter().partition(is_beside);
    let nothing = match (beside.is_empty(), remarks.is_empty()) {
        (_, false) => None,
        (true, true) => Some("Nobody has said anything yet."),
        (false, true) => Some("What was said stands beside its lines."),
    };
    view! {
        <section class="part remarks" aria-labelledby="remarks">
            <div class="part-head"><h2 id="remarks">"Remarks"</h2></div>
            {nothing.map(|words| view! { <p class="second">{words}</p> })}
            <SaidList remarks revision/>
            {may_remark.then(|| view! {
                <div id="remark">
                    <Form action=RemarkOnProposal::PATH class="form" label="Remark">
                        <Hidden name="number" value=number.to_string()/>
                        <Hidden name="revision" value=revision.to_string()/>
                        <TextArea label="Remark" name="remark" rows=3 maxlength=4_000 required=true/>
                        <Field label="Line" name="line" kind="number" value=line hint="Its number beside the new text. Empty: about the whole."/>
                        <div class="buttons"><button class="button" type="submit">"Add remark"</button></div>
                    </Form>
                </div>
            })}
        </section>
    }
}

#[component]
fn SaidList(remarks: Vec<Remark>, revision: i64) -> impl IntoView {
    let rows = |remarks: Vec<Remark>| remarks.into_iter().map(|remark| view! { <Said remark revision/> }).collect_view();
    (!remarks.is_empty()).then(|| view! { <ol>{rows(remarks)}</ol> })
}

#[component]
fn Said(remark: Remark, revision: i64) -> impl IntoView {
    let Remark { revision: about, line, quoted, text, by, at } = remark;
    let face = by.person().cloned().map(|person| view! { <Face person small=true/> });
    let place = match (line, about == revision) {
        (0, true) => None,
        (0, false) => Some(format!("on revision {about}")),
        (line, true) => Some(format!("on line {line}")),
        (line, false) => Some(format!("on line {line} of revision {about}")),
    };
    view! {
        <li>
            <p class="history-by">{face}<b>{by.name().to_owned()}</b>{place.map(|place| view! { <span>{place}</span> })}<Moment at dated=true/></p>
            {(line > 0).then(|| view! { <pre class="quoted" tabindex="0"><code>{quoted}</code></pre> })}
            <p class="said">{text}</p>
        </li>
    }
}
