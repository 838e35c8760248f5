use leptos::prelude::*;

/// Gives every block of code on the page a button that copies it. One for all of them; without script, or where
/// the browser lends no clipboard, there is none, and the text can be selected as ever.
#[island]
pub fn CopyButtons() -> impl IntoView {
    let said = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| browser::put_buttons(said));
    view! { <p class="hidden-visually" role="status">{move || said.get()}</p> }
}

/// The button itself, for blocks that are drawn anew while the page is open. Without [`CopyButtons`] on the page, or
/// where that can't copy, it is not seen.
#[component]
pub fn CopyButton() -> impl IntoView {
    view! { <button type="button" class="button" data-kind="quiet" data-size="small" data-copy="">"Copy"</button> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::{leptos_dom::helpers::window_event_listener, prelude::*, task::spawn_local};
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::Element;

    pub(super) fn put_buttons(said: RwSignal<String>) {
        if !has_clipboard() {
            return;
        }
        let _ = document().document_element().map(|page| page.set_attribute("data-clipboard", ""));
        let Ok(captions) = document().query_selector_all(".code > figcaption:not(:has([data-copy]))") else { return };
        for at in 0..captions.length() {
            let Some(caption) = captions.item(at) else { continue };
            let Ok(button) = document().create_element("button") else { continue };
            for (name, value) in
                [("type", "button"), ("class", "button"), ("data-kind", "quiet"), ("data-size", "small"), ("data-copy", "")]
            {
                let _ = button.set_attribute(name, value);
            }
            button.set_text_content(Some("Copy"));
            let _ = caption.append_child(&button);
        }
        let listener = window_event_listener(leptos::ev::click, move |event| {
            let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
            if let Ok(Some(button)) = target.closest("[data-copy]") {
                spawn_local(copy(button, said));
            }
        });
        on_cleanup(move || listener.remove());
    }

    async fn copy(button: Element, said: RwSignal<String>) {
        let code = button.closest(".code").ok().flatten().and_then(|figure| figure.query_selector("pre").ok().flatten());
        let text = code.and_then(|code| code.text_content()).unwrap_or_default();
        let done = JsFuture::from(window().navigator().clipboard().write_text(text.trim_end())).await.is_ok();
        let (words, sentence) = if done {
            ("Copied", "Copied to the clipboard.")
        } else {
            ("Not copied", "The browser did not allow copying: select the text instead.")
        };
        button.set_text_content(Some(words));
        said.set(sentence.to_owned());
        let back = move || {
            button.set_text_content(Some("Copy"));
            said.set(String::new());
        };
        set_timeout(back, std::time::Duration::from_secs(2));
    }

    /// Only pages that came over a safe connection, or from this machine, have one.
    fn has_clipboard() -> bool {
        js_sys::Reflect::get(&window().navigator(), &"clipboard".into()).is_ok_and(|clipboard| !clipboard.is_undefined())
    }
}
