use leptos::prelude::*;

use super::api::{Group, Line};
#[cfg(feature = "ssr")]
use crate::ui::IntoHtml;

/// What was found, as the page shows it: a list a kind.
#[component]
pub(super) fn Lists(groups: Vec<Group>) -> impl IntoView {
    groups
        .into_iter()
        .map(|Group { name, heading, lines }| {
            let id = format!("found-{name}");
            let rows = lines.into_iter().map(|line| {
                let href = line.href.clone();
                view! { <li><a href=href data-row>{shown(line)}</a></li> }
            });
            view! {
                <section class="part" aria-labelledby=id.clone()>
                    <div class="part-head"><h2 id=id.clone()>{heading}</h2></div>
                    <ul class="found">{rows.collect_view()}</ul>
                </section>
            }
        })
        .collect_view()
}

/// What was found, as the palette shows it: options to choose from, each a link that is followed.
#[cfg(feature = "ssr")]
#[component]
pub(super) fn Options(groups: Vec<Group>) -> impl IntoView {
    let count: usize = groups.iter().map(|group| group.lines.len()).sum();
    if count == 0 {
        return view! {
            <p class="palette-none" data-said="Nothing found"><b>"Nothing has these words."</b>
                <span>"Numbers, titles, error texts, steps, names and commands are looked through. Try fewer words."</span></p>
        }
        .into_html();
    }
    let said = if count == 1 { "1 found".to_owned() } else { format!("{count} found") };
    let groups = groups.into_iter().map(|Group { name, heading, lines }| {
        let id = format!("palette-{name}");
        let rows = (0..).zip(lines).map(|(at, line): (usize, Line)| {
            let (href, option) = (line.href.clone(), format!("palette-{name}-{at}"));
            view! { <a role="option" id=option href=href tabindex="-1" aria-selected="false">{shown(line)}</a> }
        });
        view! {
            <div role="group" aria-labelledby=id.clone()><b id=id.clone()>{heading}</b>{rows.collect_view()}</div>
        }
    });
    view! { <div class="palette-list" role="listbox" id="palette-list" aria-label="Found" data-said=said>{groups.collect_view()}</div> }
        .into_html()
}

/// The words of a line, in a link or an option.
fn shown(line: Line) -> impl IntoView {
    let keys: Vec<String> = line.keys.split_whitespace().map(str::to_owned).collect();
    view! {
        <svg class="icon" aria-hidden="true"><use href=format!("#i-{}", line.icon)></use></svg>
        {(!line.label.is_empty()).then(|| view! { <span class="key">{line.label}</span>" " })}
        <span class="words">{line.title}</span>
        {(!line.about.is_empty()).then(|| view! { " "<small>{line.about}</small> })}
        {(!keys.is_empty()).then(|| view! {
            <span class="keys-hint" aria-hidden="true">{keys.into_iter().map(|key| view! { <kbd>{key}</kbd> }).collect_view()}</span>
        })}
    }
}
