use leptos::prelude::*;

use super::Icon;

/// Light, dark, or as the system says. `browser::theme` remembers it on this device; without script it holds for the page.
#[component]
pub(super) fn ThemeSwitch(
    /// Tells apart the switch of the rail and that of a phone's menu.
    at: &'static str,
) -> impl IntoView {
    let option = |value: &'static str, icon: &'static str, words: &'static str| {
        view! {
            <label title=words>
                <input type="radio" name=format!("theme-{at}") value=value checked=value == "auto" data-theme-choice=value/>
                <span class="hidden-visually">{words}</span><Icon name=icon/>
            </label>
        }
    };
    view! {
        <fieldset class="theme">
            <legend class="hidden-visually">"Theme"</legend>
            {option("auto", "auto", "As the system")}
            {option("light", "sun", "Light")}
            {option("dark", "moon", "Dark")}
        </fieldset>
    }
}
