use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{self, Group},
    groups::Lists,
};
use crate::ui::{Frame, Icon, Place, Title, page};

/// `/search?q=…`: everything that has these words; without any, all that one can do and go to.
#[component]
pub fn SearchPage() -> impl IntoView {
    let typed = use_query_map().get_untracked().get("q").unwrap_or_default();
    page(api::search_everything(typed.clone()), move |groups| view! { <Found groups typed/> })
}

#[component]
fn Found(groups: Vec<Group>, typed: String) -> impl IntoView {
    let is_asked = !typed.trim().is_empty();
    let title = if is_asked { format!("{} · Search · Tocsin", typed.trim()) } else { "Search · Tocsin".to_owned() };
    let count: usize = groups.iter().map(|group| group.lines.len()).sum();
    let sentence = match (is_asked, count) {
        (false, _) => "Type a number, a name, an error text that you were shown, or what you want to do.".to_owned(),
        (true, 0) => String::new(),
        (true, 1) => "1 thing has these words.".to_owned(),
        (true, _) => format!("{count} things have these words, the likeliest of each kind first."),
    };
    view! {
        <Title text=title/>
        <Frame place=Place::None here="Search">
            <div class="head"><h1>"Search"</h1>
                <form class="search-form" method="get" action="/search" role="search" aria-label="Everything">
                    <label class="hidden-visually" for="q">"Search for"</label>
                    <input class="input" id="q" name="q" type="search" value=typed maxlength="200" autocomplete="off"
                        placeholder="Incident, runbook, error text, person, command"/>
                    <button class="button" data-kind="primary" type="submit"><Icon name="find"/>"Search"</button>
                </form>
                {(!sentence.is_empty()).then(|| view! { <p class="second">{sentence}</p> })}
            </div>
            <div class="body" data-size="narrow">
                {(count == 0).then(|| view! {
                    <div class="empty"><b>"Nothing has these words."</b>
                        <span>"Numbers, titles, error texts, steps, names and commands are looked through. Try fewer words, or look in the lists."</span>
                        <div class="buttons"><a class="button" data-size="small" href="/search">"Show all places"</a></div></div>
                })}
                <Lists groups/>
            </div>
        </Frame>
    }
}
