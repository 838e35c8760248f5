use leptos::{children::Children, prelude::*};
use leptos_meta::Title;

use crate::ui::{Frame, Place};

/// The parts of the settings: address and words. To add one: a line here and a page that stands in [`Settings`].
const PARTS: [(&str, &str); 2] = [("/settings/account", "Your account"), ("/settings/people", "People")];

/// What all settings pages share: heading and links to the others. `here` is the address of this one.
#[component]
pub fn Settings(here: &'static str, children: Children) -> impl IntoView {
    let words = PARTS.iter().find(|(href, _)| *href == here).map_or("Settings", |(_, words)| *words);
    view! {
        <Title text=format!("{words} · Tocsin")/>
        <Frame place=Place::Settings crumbs=vec![("Settings".to_owned(), "/settings".to_owned())] here=words>
            <div class="head"><div class="head-line"><h1>{words}</h1></div></div>
            <nav class="subnav" aria-label="Settings"><ul>
                {PARTS.iter().map(|(href, words)| view! {
                    <li><a href=*href aria-current=(*href == here).then_some("page")>{*words}</a></li>
                }).collect_view()}
            </ul></nav>
            <div class="body">{children()}</div>
        </Frame>
    }
}

/// `/settings`: the first of its parts.
#[component]
pub fn SettingsPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::request::go_to(PARTS[0].0);
}
