use leptos::prelude::*;

use super::Icon;

/// Light, dark, or as the system says; remembered on this device.
#[island]
pub(super) fn ThemeSwitch() -> impl IntoView {
    let option = |value: &'static str, icon: &'static str, words: &'static str| {
        view! {
            <label title=words>
                <input type="radio" name="theme" id=format!("theme-{value}") value=value checked=value == "auto"
                    on:change=move |_| choose(value)/>
                <span class="hidden-visually">{words}</span><Icon name=icon/>
            </label>
        }
    };
    #[cfg(feature = "hydrate")]
    Effect::new(|_| show_chosen());
    view! {
        <fieldset class="theme">
            <legend class="hidden-visually">"Theme"</legend>
            {option("auto", "auto", "As the system")}
            {option("light", "sun", "Light")}
            {option("dark", "moon", "Dark")}
        </fieldset>
    }
}

#[cfg(feature = "hydrate")]
fn choose(theme: &str) {
    let Some(root) = document().document_element() else { return };
    let storage = window().local_storage().ok().flatten();
    if theme == "auto" {
        let _ = root.remove_attribute("data-theme");
        let _ = storage.map(|storage| storage.remove_item("theme"));
    } else {
        let _ = root.set_attribute("data-theme", theme);
        let _ = storage.map(|storage| storage.set_item("theme", theme));
    }
}

#[cfg(not(feature = "hydrate"))]
fn choose(_: &str) {}

/// Checks the radio of the theme that was chosen before.
#[cfg(feature = "hydrate")]
fn show_chosen() {
    use wasm_bindgen::JsCast;
    let chosen = window().local_storage().ok().flatten().and_then(|storage| storage.get_item("theme").ok().flatten());
    let id = format!("theme-{}", chosen.as_deref().unwrap_or("auto"));
    if let Some(radio) =
        document().get_element_by_id(&id).and_then(|element| element.dyn_into::<web_sys::HtmlInputElement>().ok())
    {
        radio.set_checked(true);
    }
}
