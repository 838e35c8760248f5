use leptos::prelude::*;

use super::form::FormFlash;

/// One of the ways to answer a question; after a refusal the one that was chosen.
#[component]
pub fn Radio(name: String, value: &'static str, checked: bool) -> impl IntoView {
    let typed =
        use_context::<FormFlash>().and_then(|FormFlash(flash)| flash).and_then(|flash| flash.typed(&name).map(str::to_owned));
    let checked = typed.map_or(checked, |typed| typed == value);
    view! { <input type="radio" name=name value=value checked=checked/> }
}
