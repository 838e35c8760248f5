use leptos::prelude::*;

use crate::ui::Icon;

/// A change that waits on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Waiting {
    key: String,
    name: String,
    page: String,
    typed: String,
    /// Why it was refused at last, if it was.
    refusal: Option<String>,
}

/// On every page: what waits on this device and is sent from there, what was refused when it could be sent at last, and
/// what people type into forms, kept until the server has it.
#[island]
pub fn Keeper() -> impl IntoView {
    let Seen { waiting, others, is_signed_out } = Seen::begin();
    let of_kind = move |is_refused: bool| {
        waiting.get().into_iter().filter(move |one| one.refusal.is_some() == is_refused).collect::<Vec<_>>()
    };
    let until = move || match (of_kind(false).len(), is_signed_out.get()) {
        (1, false) => " and is sent when the connection is back.",
        (1, true) => " and is sent when you sign in again.",
        (_, false) => " and are sent when the connection is back.",
        (_, true) => " and are sent when you sign in again.",
    };
    view! {
        <div class="strip" role="status" hidden=move || of_kind(false).is_empty()>
            <Icon name="clock"/>
            <div>
                <b>{move || changes(of_kind(false).len())}" here"</b>{until}
                <ul>{move || of_kind(false).into_iter().map(|one| view! { <li>{words(one)}</li> }).collect_view()}</ul>
            </div>
            // An empty address is this page, which leads to the sign-in and back.
            <a class="button" data-size="small" href="" hidden=move || !is_signed_out.get()>"Sign in again"</a>
        </div>
        {move || of_kind(true).into_iter().map(|one| view! { <Refused one/> }).collect_view()}
        <div class="strip" role="status" hidden=move || others.get() == 0>
            <Icon name="clock"/>
            <div><b>{move || changes(others.get())}" here"</b>" for somebody else: sent when they sign in on this device again."</div>
        </div>
    }
}

/// One that was not taken, and what can become of it.
#[component]
fn Refused(one: Waiting) -> impl IntoView {
    let (again, given_up) = (one.key.clone(), one.key.clone());
    let sentence = one.refusal.clone();
    view! {
        <div class="strip" role="alert" data-tone="late">
            <Icon name="alert"/>
            <div><b>"Not taken after all."</b>" "{words(one)}": "{sentence}</div>
            <button class="button" data-size="small" type="button" on:click=move |_| send_again(&again)>"Send again"</button>
            <button class="button" data-size="small" type="button" on:click=move |_| discard(&given_up)>"Discard"</button>
        </div>
    }
}

fn changes(count: usize) -> String {
    if count == 1 { "1 change waits".to_owned() } else { format!("{count} changes wait") }
}

/// What it does, where, and what was typed.
fn words(one: Waiting) -> impl IntoView {
    let typed = (!one.typed.is_empty()).then(|| format!(" “{}”", one.typed));
    view! { <a href=one.page>{one.name}</a><span>{typed}</span> }
}

/// What the page shows of it.
#[derive(Clone, Copy)]
struct Seen {
    waiting: RwSignal<Vec<Waiting>>,
    others: RwSignal<usize>,
    is_signed_out: RwSignal<bool>,
}

impl Seen {
    fn begin() -> Self {
        let seen = Self { waiting: RwSignal::default(), others: RwSignal::default(), is_signed_out: RwSignal::new(false) };
        #[cfg(feature = "hydrate")]
        {
            use super::outbox::{self, Letter};
            let show = |letter: &Letter| Waiting {
                key: letter.key.clone(),
                name: letter.name.clone(),
                page: letter.page.clone(),
                typed: letter.typed(),
                refusal: letter.refusal.clone(),
            };
            let (letters, is_signed_out) = (outbox::letters(), outbox::is_signed_out());
            Effect::new(move |_| {
                // One that is on its way for the first time is not worth a word.
                seen.waiting.set(letters.with(|all| all.iter().filter(|letter| letter.waits).map(show).collect()));
                seen.others.set(outbox::of_others());
            });
            Effect::new(move |_| seen.is_signed_out.set(is_signed_out.get()));
            Effect::new(|_| {
                crate::drafts::begin();
                outbox::begin();
            });
        }
        seen
    }
}

#[cfg(feature = "hydrate")]
use super::outbox::{discard, send_again};

#[cfg(not(feature = "hydrate"))]
fn send_again(_: &str) {}

#[cfg(not(feature = "hydrate"))]
fn discard(_: &str) {}
