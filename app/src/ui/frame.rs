use domain::people::Permission;
use leptos::{children::Children, prelude::*};

use super::{Face, Icon, icon::SPRITE, theme::ThemeSwitch};

/// Where in the product a page is: marks the rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Now,
    Incidents,
    Runbooks,
    Postmortems,
    Actions,
    Diagnostics,
    Settings,
    None,
}

struct Link {
    place: Place,
    href: &'static str,
    icon: &'static str,
    words: &'static str,
}

const LINKS: [Link; 7] = [
    Link { place: Place::Now, href: "/", icon: "now", words: "Now" },
    Link { place: Place::Incidents, href: "/incidents", icon: "incident", words: "Incidents" },
    Link { place: Place::Runbooks, href: "/runbooks", icon: "book", words: "Runbooks" },
    Link { place: Place::Postmortems, href: "/postmortems", icon: "doc", words: "Post-mortems" },
    Link { place: Place::Actions, href: "/actions", icon: "action", words: "Actions" },
    Link { place: Place::Diagnostics, href: "/diagnostics", icon: "probe", words: "Diagnostics" },
    Link { place: Place::Settings, href: "/settings", icon: "gear", words: "Settings" },
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
    children: Children,
) -> impl IntoView {
    let who = signed_in();
    let person = who.as_ref().and_then(|who| who.actor.person().cloned());
    let may_declare = who.as_ref().is_some_and(|who| who.may(Permission::DeclareIncident).is_ok());
    let current = move |link: &Link| (link.place == place).then_some("page");
    view! {
        <div hidden inner_html=SPRITE></div>
        <div class="frame">
            <a class="skip" href="#main">"Skip to content"</a>
            <nav class="rail" aria-label="Main">
                <a class="wordmark" href="/" aria-label="Tocsin, now"><Icon name="bell"/><span class="word">"Tocsin"</span></a>
                {may_declare.then(|| view! {
                    <div class="rail-do">
                        <a class="button" data-kind="ink" href="/incidents/new" aria-keyshortcuts="d" aria-label="Declare incident">
                            <Icon name="plus"/><span class="word">"Declare incident"</span><kbd aria-hidden="true">"d"</kbd>
                        </a>
                    </div>
                })}
                <ul class="rail-list">
                    {LINKS.iter().map(|link| view! {
                        <li><a href=link.href aria-current=current(link) title=link.words>
                            <Icon name=link.icon/><span class="word">{link.words}</span>
                        </a></li>
                    }).collect_view()}
                </ul>
                <div class="rail-foot">
                    <ThemeSwitch/>
                    {person.map(|person| view! {
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
                        <li aria-current="page">{here}</li>
                    </ol></nav>
                </header>
                <main id="main" tabindex="-1" class=shape>{children()}</main>
            </div>
        </div>
        <nav class="bar" aria-label="Quick">
            {LINKS.iter().take(2).map(|link| view! { <a href=link.href aria-current=current(link)><Icon name=link.icon/>{link.words}</a> }).collect_view()}
            {may_declare.then(|| view! { <a href="/incidents/new"><Icon name="plus"/>"Declare"</a> })}
            <a href="/runbooks" aria-current=current(&LINKS[2])><Icon name="book"/>"Runbooks"</a>
            <a href="/actions" aria-current=current(&LINKS[4])><Icon name="action"/>"Actions"</a>
        </nav>
    }
}

#[cfg(feature = "ssr")]
fn signed_in() -> Option<domain::people::Who> {
    crate::request::signed_in()
}

#[cfg(not(feature = "ssr"))]
fn signed_in() -> Option<domain::people::Who> {
    None
}
