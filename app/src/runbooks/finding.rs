use leptos::prelude::*;

use super::views::{DiffLine, FindingView};
use crate::ui::Icon;

/// What was found, where, why it matters, and how to mend it.
#[component]
pub fn FindingCard(finding: FindingView, href: String) -> impl IntoView {
    let FindingView { rule, level, what, why, line, text, step, diff } = finding;
    let icon = match level.as_str() {
        "error" => "fails",
        "warning" => "alert",
        _ => "info",
    };
    let place = step.map_or_else(
        || (line > 0).then(|| view! { <span>{format!("Line {line}")}</span> }.into_any()),
        |step| {
            Some(
                view! { <span>{format!("Line {line}, step ")}<a href=format!("{href}#{step}")>{step.clone()}</a></span> }
                    .into_any(),
            )
        },
    );
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
        </article>
    }
}

#[component]
fn Diff(lines: Vec<DiffLine>) -> impl IntoView {
    let lines = lines.into_iter().map(|line| match line {
        DiffLine::Kept(text) => view! { <li data-line="same">{text}</li> }.into_any(),
        DiffLine::Removed(text) => view! { <li data-line="del"><del>{text}</del></li> }.into_any(),
        DiffLine::Added(text) => view! { <li data-line="add"><ins>{text}</ins></li> }.into_any(),
    });
    view! { <ol class="diff" aria-label="A fix: before and after">{lines.collect_view()}</ol> }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
