use leptos::prelude::*;

/// All signs, once a page; each is used by name.
pub(super) const SPRITE: &str = include_str!("sprite.svg");

/// A sign of the sprite, beside words that say the same: screen readers pass over it.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    let href = format!("#i-{name}");
    view! { <svg class="icon" aria-hidden="true"><use href=href></use></svg> }
}
