use domain::runbooks::{HealthMark, RunbookSummary};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{self, Filter},
    health_page::HealthCell,
    views::{Library, Section, day},
};
use crate::ui::{Frame, Icon, IntoHtml, Pager, Place, SeverityBadge, Title, current_page};

/// `/runbooks`: all of them by title, filters in the address.
#[component]
pub fn LibraryPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let filter = Filter {
        query: query.get("q").unwrap_or_default(),
        overdue: query.get("overdue").is_some_and(|value| value == "1"),
        retired: query.get("retired").is_some_and(|value| value == "1"),
        after: query.get("after").unwrap_or_default(),
    };
    let imported = query.get("imported").and_then(|counts| sentence(&counts));
    current_page(api::load_library(filter.clone()), move |library| view! { <Shelves library filter imported/> })
}

#[component]
fn Shelves(library: Library, filter: Filter, imported: Option<String>) -> impl IntoView {
    let Library { runbooks, next, total, overdue, retired, today, handbook, may_import } = library;
    let is_new = total == 0 && retired == 0;
    let second = match (total, overdue) {
        (0, _) => "What to do when it breaks, written before it does.".to_owned(),
        (1, 0) => "1 runbook, and its review is not due.".to_owned(),
        (_, 0) => format!("{total} runbooks, and no review is overdue."),
        (_, 1) => format!("{total} runbooks. The review of one is overdue."),
        _ => format!("{total} runbooks. The reviews of {overdue} are overdue."),
    };
    let further = next.map(|after| {
        let Filter { query, overdue, retired, .. } = &filter;
        let (query, overdue, retired) = (encoded(query), u8::from(*overdue), u8::from(*retired));
        format!("/runbooks?q={query}&overdue={overdue}&retired={retired}&after={after}")
    });
    view! {
        <Title text="Runbooks · Tocsin"/>
        <Frame place=Place::Runbooks here="Runbooks">
            {imported.map(|sentence| view! {
                <div class="notices"><div class="notice" role="status" data-tone="done"><Icon name="check"/><div>{sentence}</div></div></div>
            })}
            <div class="head">
                <div class="head-line"><h1>"Runbooks"</h1>
                    {(!is_new).then(|| view! {
                        <div class="buttons">
                            <a class="button" data-size="small" href="/runbooks/symptoms">"What do you see?"</a>
                            <a class="button" data-size="small" href="/proposals">"Proposals"</a>
                            <a class="button" data-size="small" href="/runbooks/reviews"><Icon name="calendar"/>"Reviews"</a>
                            {may_import.then(|| view! { <a class="button" data-kind="primary" data-size="small" href="/runbooks/import"><Icon name="upload"/>"Import runbooks"</a> })}
                        </div>
                    })}
                </div>
                <p class="second">{second}</p>
            </div>
            {if is_new {
                view! { <div class="body"><Nothing may_import/></div> }.into_html()
            } else {
                view! {
                    <Filters filter=filter.clone() found=runbooks.len() total retired/>
                    <div class="list">
                        {if runbooks.is_empty() { view! { <NothingFound/> }.into_html() } else { view! { <Table runbooks today/> }.into_html() }}
                        <Pager href=further words="More"/>
                        <Handbook sections=handbook/>
                    </div>
                }.into_html()
            }}
        </Frame>
    }
}

#[component]
fn Filters(filter: Filter, found: usize, total: i64, retired: i64) -> impl IntoView {
    let is_filtered = !filter.query.is_empty() || filter.overdue || filter.retired;
    let among = if filter.retired { retired } else { total };
    view! {
        <form class="filters" method="get" action="/runbooks" role="search" aria-label="Filter runbooks">
            <label class="hidden-visually" for="q">"Find a runbook"</label>
            <input class="input" id="q" name="q" type="search" value=filter.query.clone() placeholder="Title, owner, alert or pasted error"/>
            <label class="choice"><input type="checkbox" name="overdue" value="1" checked=filter.overdue/><span>"Review overdue"</span></label>
            {(retired > 0 || filter.retired).then(|| view! {
                <label class="choice"><input type="checkbox" name="retired" value="1" checked=filter.retired/><span>{format!("Retired ({retired})")}</span></label>
            })}
            <button class="button" data-size="small" type="submit">"Show"</button>
            {is_filtered.then(|| view! { <span class="meta">{format!("{found} of {among} ")}<a href="/runbooks">"Clear"</a></span> })}
        </form>
    }
}

#[component]
fn Nothing(may_import: bool) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="book"/>
            <b>"No runbooks yet."</b>
            <span>"Bring the Markdown that you have, one file or many. Tocsin finds the runbooks in it, shows what it found before anything is kept, and gives you the files back byte for byte whenever you want."</span>
            {if may_import {
                view! { <div class="buttons"><a class="button" data-kind="primary" href="/runbooks/import">"Import runbooks"</a></div> }.into_html()
            } else {
                view! { <span>"It takes a commander to import: ask one."</span> }.into_html()
            }}
        </div>
    }
}

#[component]
fn NothingFound() -> impl IntoView {
    view! {
        <div class="empty">
            <b>"No runbook has these words."</b>
            <span>"Titles, ids, owners, alert names and error texts are looked through. Try fewer words."</span>
            <div class="buttons"><a class="button" data-size="small" href="/runbooks">"Show all runbooks"</a></div>
        </div>
    }
}

#[component]
fn Table(runbooks: Vec<(RunbookSummary, Option<HealthMark>)>, today: chrono::NaiveDate) -> impl IntoView {
    view! {
        <table class="table" data-fold>
            <caption class="hidden-visually">"Runbooks by title"</caption>
            <thead><tr>
                <th scope="col" class="tight">"Severity"</th><th scope="col">"Runbook"</th><th scope="col">"Owner"</th><th scope="col" class="r">"Health"</th>
                <th scope="col" class="r">"Version"</th><th scope="col" class="r">"Next review"</th>
            </tr></thead>
            <tbody>{runbooks.into_iter().map(|(runbook, health)| view! { <Row runbook health today/> }).collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Row(runbook: RunbookSummary, health: Option<HealthMark>, today: chrono::NaiveDate) -> impl IntoView {
    let late = runbook.is_overdue(today);
    let due = if runbook.retired {
        view! { <span class="quiet">"retired"</span> }.into_html()
    } else {
        view! { <time datetime=runbook.next_review.to_string()>{day(runbook.next_review)}</time> }.into_html()
    };
    let href = format!("/runbooks/{}", runbook.slug);
    let from = match &runbook.external_id {
        Some(id) => format!("{id}, {}", runbook.file),
        None => runbook.file.clone(),
    };
    let owners = if runbook.owners.is_empty() {
        view! { <span class="quiet">"no owner"</span> }.into_html()
    } else {
        view! { {runbook.owners.clone()} }.into_html()
    };
    view! {
        <tr id=format!("runbook-{}", runbook.slug)>
            <td class="tight">{match runbook.severity {
                Some(severity) => view! { <SeverityBadge severity/> }.into_html(),
                None => view! { <span class="quiet" title="No severity is named">"–"</span> }.into_html(),
            }}</td>
            <td class="first"><a href=href data-row>{runbook.title.clone()}</a><br/><small>{from}</small></td>
            <td>{owners}</td>
            <td class="tight r num"><HealthCell mark=health/></td>
            <td class="tight r num">{format!("v{}", runbook.version)}</td>
            <td class="tight r num">{due}
                {late.then(|| view! { " "<br/><small class="late">{late_by(runbook.next_review, today)}</small> })}</td>
        </tr>
    }
}

#[component]
fn Handbook(sections: Vec<Section>) -> impl IntoView {
    (!sections.is_empty()).then(|| view! {
        <details class="handbook">
            <summary><h2>"Handbook"</h2><span class="count">{sections.len()}</span><span class="meta">"What came with the runbooks and is none"</span></summary>
            <ul class="rows">
                {sections.into_iter().map(|section| view! {
                    <li class="lead"><Icon name="doc"/><a href=section.href>{section.title}</a><span>{section.file}</span></li>
                }).collect_view()}
            </ul>
        </details>
    })
}

/// "306 days overdue"
pub(crate) fn late_by(due: chrono::NaiveDate, today: chrono::NaiveDate) -> String {
    match (today - due).num_days() {
        1 => "1 day overdue".to_owned(),
        days => format!("{days} days overdue"),
    }
}

/// "36-0-0-0" as a sentence; nothing where somebody wrote the address by hand.
fn sentence(counts: &str) -> Option<String> {
    let counts: Vec<u32> = counts.split('-').filter_map(|count| count.parse().ok()).collect();
    let [created, changed, same, kept] = counts[..] else { return None };
    let mut parts = Vec::new();
    let left = "left as they were, since they had moved on";
    for (count, what) in [(created, "new"), (changed, "with a new version"), (same, "unchanged"), (kept, left)] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    Some(if parts.is_empty() {
        "Imported; the files held no runbook.".to_owned()
    } else {
        format!("Imported: {}.", parts.join(", "))
    })
}

/// Text as it stands in an address.
pub(super) fn encoded(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte);
    text.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
