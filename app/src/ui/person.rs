use domain::log::Person;
use leptos::prelude::*;

/// Two letters in the person's hue; the name stands beside it or in its title.
#[component]
pub fn Face(person: Person, #[prop(optional)] small: bool) -> impl IntoView {
    view! {
        <span class="face" data-hue=person.hue() data-size=small.then_some("small") title=person.name.clone() aria-hidden="true">
            {person.letters()}
        </span>
    }
}
