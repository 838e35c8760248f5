use domain::proposals::{Proposal, Remark};
use leptos::{prelude::*, server_fn::ServerFn};

use super::api::RemarkOnProposal;
use crate::ui::{Face, Field, Form, Hidden, Moment, TextArea};

/// What was said of a proposal, line by line and as a whole.
#[component]
pub(super) fn Discussion(proposal: Proposal, may_remark: bool) -> impl IntoView {
    let (number, revision) = (proposal.number, proposal.revision);
    let remarks = proposal.remarks.into_iter().map(|remark| view! { <Said remark revision/> });
    let remarks = remarks.collect_view();
    view! {
        <section class="part remarks" aria-labelledby="remarks">
            <div class="part-head"><h2 id="remarks">"Remarks"</h2></div>
            {if remarks.is_empty() {
                view! { <p class="second">"Nobody has said anything yet."</p> }.into_any()
            } else {
                view! { <ol>{remarks}</ol> }.into_any()
            }}
            {may_remark.then(|| view! {
                <Form action=RemarkOnProposal::PATH class="form" label="Remark">
                    <Hidden name="number" value=number.to_string()/>
                    <Hidden name="revision" value=revision.to_string()/>
                    <TextArea label="Remark" name="remark" rows=3 maxlength=4_000 required=true/>
                    <Field label="Line" name="line" kind="number" hint="Its number beside the new text. Empty: about the whole."/>
                    <div class="buttons"><button class="button" type="submit">"Add remark"</button></div>
                </Form>
            })}
        </section>
    }
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
