use leptos::{prelude::*, server_fn::ServerFn};

use super::{api::MendProposalText, views::CheckView};
use crate::{
    runbooks::{FindingCard, FindingView, capital},
    ui::{Icon, IntoHtml},
};

/// The id of the editor's form, to which the fixes of what is found belong.
pub(super) const EDITOR: &str = "editor";

/// How a text will read, and what becomes of the runbook's health by it.
#[component]
pub(super) fn Preview(check: CheckView) -> impl IntoView {
    let html = check.html.clone();
    let is_readable = check.obstacle.is_none();
    view! {
        <Found check may_mend=true/>
        {is_readable.then(|| view! { <article class="text prose" inner_html=html></article> })}
    }
}

/// The same for a page that is open, as its markup.
#[cfg(feature = "ssr")]
pub(super) fn preview_html(check: CheckView) -> String {
    Owner::new().with(|| view! { <Preview check/> }.to_html())
}

/// What becomes of the runbook's health by a text, and whether it can be a version at all.
#[component]
pub(super) fn Found(
    check: CheckView,
    /// Whether the editor stands beside it, so that a fix can be put into its text.
    #[prop(optional)]
    may_mend: bool,
) -> impl IntoView {
    let CheckView { obstacle, worse, same, better, scores, .. } = check;
    if let Some(sentence) = obstacle {
        return view! {
            <div class="notice" data-tone="late"><Icon name="fails"/><div><b>"It can't become a version like this."</b><p>{sentence}</p></div></div>
        }
        .into_html();
    }
    let gone = better.iter().map(|finding| view! { <li>{in_one_line(finding)}</li> }).collect_view();
    let stays = if same.len() == 1 { "1 finding as before".to_owned() } else { format!("{} findings as before", same.len()) };
    view! {
        <Score scores/>
        {(!worse.is_empty()).then(|| view! {
            <div class="notice" data-tone="soon"><Icon name="alert"/><div><b>"The linter finds something new."</b></div></div>
            <Cards findings=worse may_mend/>
        })}
        {(!better.is_empty()).then(|| view! {
            <div class="notice" data-tone="done"><Icon name="check"/><div><b>"This mends what the linter had found."</b><ul>{gone}</ul></div></div>
        })}
        {(!same.is_empty()).then(|| view! {
            <details class="read-it"><summary>{stays}</summary><Cards findings=same may_mend/></details>
        })}
    }
    .into_html()
}

/// The score before and after.
#[component]
fn Score(scores: (i64, i64)) -> impl IntoView {
    let (before, after) = scores;
    let words = if before == after {
        format!("{after} of 100, as before")
    } else {
        format!("{before} before, {after} of 100 with this text")
    };
    view! { <p class="meta"><span>{format!("Health: {words}")}</span></p> }
}

#[component]
fn Cards(findings: Vec<FindingView>, may_mend: bool) -> impl IntoView {
    let cards = findings.into_iter().map(|finding| {
        let label = format!("Apply the fix of line {}: {}", finding.line, finding.what);
        let mend = finding.fix.clone().filter(|_| may_mend).map(|fix| view! {
            <p class="buttons"><button class="button" data-size="small" type="submit" form=EDITOR formaction=MendProposalText::PATH
                formnovalidate name="fix" value=fix aria-label=label>"Apply this fix"</button></p>
        });
        view! { <FindingCard finding>{mend}</FindingCard> }
    });
    view! { <div class="findings">{cards.collect_view()}</div> }
}

fn in_one_line(finding: &FindingView) -> String {
    let place = if finding.line > 0 { format!(", line {} of the version", finding.line) } else { String::new() };
    format!("{}{place}: {}", capital(&finding.level), finding.what)
}
