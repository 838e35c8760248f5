use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::ProposeFix,
    views::{DiffLine, FindingView},
};
use crate::ui::{Form, Hidden, Icon, IntoHtml, Within};

/// What was found in a text, where, why it matters, and how to mend it.
#[component]
pub fn FindingCard(
    finding: FindingView,
    /// The page on which its step stands, where that is a page of its own.
    #[prop(optional, into)]
    href: Option<String>,
    /// What whoever looks can do about it.
    #[prop(optional)]
    children: Option<Within>,
) -> impl IntoView {
    let FindingView { rule, level, what, why, line, text, step, diff, .. } = finding;
    let icon = match level.as_str() {
        "error" => "fails",
        "warning" => "alert",
        _ => "info",
    };
    let place = match (step, href) {
        (Some(step), Some(href)) => Some(
            view! { <span>{format!("Line {line}, step ")}<a href=format!("{href}#{step}")>{step.clone()}</a></span> }.into_html(),
        ),
        _ => (line > 0).then(|| view! { <span>{format!("Line {line}")}</span> }.into_html()),
    };
    // A fix shows the line itself.
    let quoted = (diff.is_empty() && !text.trim().is_empty())
        .then(|| view! { <pre class="quoted" tabindex="0"><code>{text.trim().to_owned()}</code></pre> });
    view! {
        <article class="finding" data-level=level.clone()>
            <div>
                <h3><Icon name=icon/><span>{what}</span></h3>
                <p class="meta"><span>{capital(&level)}</span><span class="key">{rule}</span>{place}</p>
                <p>{why}</p>
            </div>
            {quoted}
            {(!diff.is_empty()).then(|| view! { <Diff lines=diff/> })}
            {children.map(Within::draw)}
        </article>
    }
}

/// Proposes the fix of one finding.
#[component]
pub(super) fn ProposeTheFix(fix: String, line: u32, what: String, slug: String, version: i64) -> impl IntoView {
    let label = format!("Propose the fix of line {line}: {what}");
    view! {
        <Form action=ProposeFix::PATH of=fix.clone()>
            <FixOf slug version/><Hidden name="fix" value=fix/>
            <button class="button" data-size="small" type="submit" aria-label=label>"Propose this fix"</button>
        </Form>
    }
}

/// Whose fixes are proposed.
#[component]
pub(super) fn FixOf(slug: String, version: i64) -> impl IntoView {
    view! { <Hidden name="slug" value=slug/><Hidden name="version" value=version.to_string()/> }
}

#[component]
fn Diff(lines: Vec<DiffLine>) -> impl IntoView {
    let lines = lines.into_iter().map(|line| match line {
        DiffLine::Kept(text) => view! { <li data-line="same">{text}</li> }.into_html(),
        DiffLine::Removed(text) => view! { <li data-line="del"><del>{text}</del></li> }.into_html(),
        DiffLine::Added(text) => view! { <li data-line="add"><ins>{text}</ins></li> }.into_html(),
    });
    view! { <ol class="diff" aria-label="A fix: before and after">{lines.collect_view()}</ol> }
}

pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
