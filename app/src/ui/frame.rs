use domain::{log::Person, people::Permission};
use leptos::prelude::*;

use super::{Face, Icon, Within, icon::SPRITE, page_island::PageIsland, theme::ThemeSwitch};
use crate::{
    keys::{Keyboard, KeysDialog},
    live::{Current, Follows, Keeper},
    search::Palette,
};

/// Where in the product a page is: marks the rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Now,
    Incidents,
    Runbooks,
    Postmortems,
    Actions,
    Diagnostics,
    Insights,
    Settings,
    None,
}

/// A part of the product, as the rail shows it.
pub(crate) struct PlaceLink {
    place: Place,
    pub(crate) href: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) words: &'static str,
    /// The keys that lead there, after each other.
    pub(crate) keys: &'static str,
}

pub(crate) const PLACES: [PlaceLink; 8] = [
    PlaceLink { place: Place::Now, href: "/", icon: "now", words: "Now", keys: "g n" },
    PlaceLink { place: Place::Incidents, href: "/incidents", icon: "incident", words: "Incidents", keys: "g i" },
    PlaceLink { place: Place::Runbooks, href: "/runbooks", icon: "book", words: "Runbooks", keys: "g r" },
    PlaceLink { place: Place::Postmortems, href: "/postmortems", icon: "doc", words: "Post-mortems", keys: "g p" },
    PlaceLink { place: Place::Actions, href: "/actions", icon: "action", words: "Actions", keys: "g a" },
    PlaceLink { place: Place::Diagnostics, href: "/diagnostics", icon: "probe", words: "Diagnostics", keys: "g d" },
    PlaceLink { place: Place::Insights, href: "/insights", icon: "chart", words: "Insights", keys: "g f" },
    PlaceLink { place: Place::Settings, href: "/settings", icon: "gear", words: "Settings", keys: "g s" },
];

/// The frame that every page stands in: rail, page, and on phones a bar at the thumb.
#[component]
pub fn Frame(
    place: Place,
    /// The pages above this one: words and address.
    #[prop(optional)]
    crumbs: Vec<(String, String)>,
    /// What this page is, in the breadcrumb.
    #[prop(optional, into)]
    here: String,
    /// The class of the main part, where it is not a plain page: `room`, `paper`.
    #[prop(optional)]
    shape: &'static str,
    children: Within,
) -> impl IntoView {
    let who = signed_in();
    let person = who.as_ref().and_then(|who| who.actor.person().cloned());
    let is_known = person.is_some();
    let follows = use_context::<Follows>().filter(|_| is_known);
    let may_declare = who.as_ref().is_some_and(|who| who.may(Permission::DeclareIncident).is_ok());
    let current = move |link: &PlaceLink| (link.place == place).then_some("page");
    view! {
        <div hidden inner_html=SPRITE></div>
        <div class="frame" data-now=drawn_at()>
            <a class="skip" href="#main">"Skip to content"</a>
            <nav class="rail" aria-label="Main">
                <a class="wordmark" href="/" aria-label="Tocsin, now"><Icon name="bell"/><span class="word">"Tocsin"</span></a>
                <div class="rail-do">
                    {may_declare.then(|| view! {
                        <a class="button" data-kind="ink" href="/incidents/new" data-key="d" aria-keyshortcuts="d" aria-label="Declare incident">
                            <Icon name="plus"/><span class="word">"Declare incident"</span><kbd aria-hidden="true">"d"</kbd>
                        </a>
                    })}
                    {is_known.then(|| view! {
                        <a class="button rail-find" href="/search" data-key="/" data-opens="palette" aria-keyshortcuts="Control+K Meta+K /" aria-label="Search">
                            <Icon name="find"/><span class="word">"Search"</span><kbd aria-hidden="true">"Ctrl K"</kbd>
                        </a>
                    })}
                </div>
                <ul class="rail-list">
                    {PLACES.iter().map(|link| view! {
                        <li><a href=link.href data-key=link.keys aria-current=current(link) title=link.words>
                            <Icon name=link.icon/><span class="word">{link.words}</span>
                        </a></li>
                    }).collect_view()}
                </ul>
                <div class="rail-foot">
                    {is_known.then(|| view! {
                        <a class="rail-keys" href="/keys" data-key="?" data-opens="keys" aria-keyshortcuts="?">"Keyboard shortcuts"<kbd aria-hidden="true">"?"</kbd></a>
                    })}
                    <ThemeSwitch at="rail"/>
                    {person.clone().map(|person| view! {
                        <a class="person me" href="/settings/account" aria-label=format!("Your account, {}", person.name)>
                            <Face person=person.clone() small=true/>" "<span class="word">{person.name.clone()}</span>
                        </a>
                    })}
                </div>
            </nav>
            <div class="page">
                <header class="top">
                    <nav class="crumbs" aria-label="Breadcrumb"><ol>
                        {crumbs.into_iter().map(|(words, href)| view! { <li><a href=href>{words}</a></li> }).collect_view()}
                        <li aria-current="page"><span>{here}</span></li>
                    </ol></nav>
                    {is_known.then(|| view! {
                        <a class="top-find" href="/search" data-opens="palette" aria-label="Search"><Icon name="find"/></a>
                    })}
                    <More place account=person/>
                </header>
                {is_known.then(|| view! { <Keeper/> })}
                {follows.map(|Follows { topic, after }| view! { <Current topic after/> })}
                <main id="main" tabindex="-1" class=shape>{children.draw()}</main>
            </div>
        </div>
        <nav class="bar" aria-label="Quick">
            {PLACES.iter().take(2).map(|link| view! { <a href=link.href aria-current=current(link)><Icon name=link.icon/>{link.words}</a> }).collect_view()}
            {may_declare.then(|| view! { <a href="/incidents/new"><Icon name="plus"/>"Declare"</a> })}
            <a href="/runbooks" aria-current=current(&PLACES[2])><Icon name="book"/>"Runbooks"</a>
            <a href="/actions" aria-current=current(&PLACES[4])><Icon name="action"/>"Actions"</a>
        </nav>
        {is_known.then(|| view! { <Palette/><KeysDialog/><Keyboard/> })}
        <PageIsland/>
    }
}

/// On a phone: what the bar has no room for.
#[component]
fn More(place: Place, account: Option<Person>) -> impl IntoView {
    let current = move |link: &PlaceLink| (link.place == place).then_some("page");
    let rest = [Place::Postmortems, Place::Diagnostics, Place::Insights, Place::Settings];
    let links = PLACES.iter().filter(move |link| rest.contains(&link.place));
    view! {
        <details class="menu only-phone" data-align="end">
            <summary aria-label="More places, and the theme"><Icon name="more"/></summary>
            <div class="menu-sheet">
                {links.map(|link| view! { <a href=link.href aria-current=current(link)><Icon name=link.icon/>{link.words}</a> }).collect_view()}
                {account.map(|person| view! { <a href="/settings/account"><Icon name="user"/>"Your account, "{person.name}</a> })}
                <ThemeSwitch at="phone"/>
            </div>
        </details>
    }
}

/// The clock of the server, in seconds since 1970: what a page counts from.
#[cfg(feature = "ssr")]
fn drawn_at() -> Option<i64> {
    use_context::<backend::Backend>().map(|backend| backend.clock.now().timestamp())
}

#[cfg(not(feature = "ssr"))]
fn drawn_at() -> Option<i64> {
    None
}

#[cfg(feature = "ssr")]
fn signed_in() -> Option<domain::people::Who> {
    crate::request::signed_in()
}

#[cfg(not(feature = "ssr"))]
fn signed_in() -> Option<domain::people::Who> {
    None
}
