use leptos::prelude::*;

use crate::ui::{Frame, Place, Title, Within};

/// The parts of the settings: address and words. To add one: a line here and a page that stands in [`Settings`].
const PARTS: [(&str, &str); 5] = [
    (OVERVIEW, "Settings"),
    ("/settings/account", "Your account"),
    ("/settings/people", "People"),
    ("/settings/severities", "Severities"),
    ("/settings/contacts", "Contacts"),
];
const OVERVIEW: &str = "/settings";

/// What all settings pages share: heading and links to the others. `here` is the address of this one.
#[component]
pub fn Settings(
    here: &'static str,
    /// One sentence under the heading.
    #[prop(optional)]
    meaning: &'static str,
    children: Within,
) -> impl IntoView {
    let words = PARTS.iter().find(|(href, _)| *href == here).map_or("Settings", |(_, words)| *words);
    let crumbs = if here == OVERVIEW { vec![] } else { vec![("Settings".to_owned(), OVERVIEW.to_owned())] };
    let links = PARTS.iter().map(move |(href, words)| {
        let words = if *href == OVERVIEW { "Overview" } else { *words };
        view! { <li><a href=*href aria-current=(*href == here).then_some("page")>{words}</a></li> }
    });
    view! {
        <Title text=format!("{words} · Tocsin")/>
        <Frame place=Place::Settings crumbs here=words>
            <div class="head">
                <div class="head-line"><h1>{words}</h1></div>
                {(!meaning.is_empty()).then(|| view! { <p class="second">{meaning}</p> })}
            </div>
            <nav class="subnav" aria-label="Settings"><ul>{links.collect_view()}</ul></nav>
            <div class="body">{children.draw()}</div>
        </Frame>
    }
}
