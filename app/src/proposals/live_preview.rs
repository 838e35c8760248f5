use leptos::prelude::*;

/// Reads the text again as somebody types it. The form works without: the preview is then the one that came with the page.
#[island]
pub fn LivePreview(slug: String) -> impl IntoView {
    let said = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| browser::follow(&slug, said));
    #[cfg(not(feature = "hydrate"))]
    let _ = slug;
    view! { <p class="meta" role="status">{move || said.get()}</p> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::{cell::Cell, rc::Rc, time::Duration};

    use leptos::{leptos_dom::helpers::set_timeout_with_handle, prelude::*, server_fn::ServerFn, task::spawn_local};
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Element, Event, HtmlTextAreaElement, Response};

    use crate::proposals::api::{MendProposalText, PreviewProposal};

    /// Somebody who stops typing for so long looks up.
    const PAUSE: Duration = Duration::from_millis(400);

    pub(super) fn follow(slug: &str, said: RwSignal<String>) {
        let area = document().query_selector("textarea[name=text]").ok().flatten();
        let shown = document().query_selector("[data-preview]").ok().flatten();
        let (Some(area), Some(shown)) = (area.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok()), shown) else {
            return;
        };
        let asked = Rc::new(Cell::new(0_u32));
        let waiting = Rc::new(Cell::new(None::<leptos::leptos_dom::helpers::TimeoutHandle>));
        let (slug_of_fixes, shown_to_mend) = (slug.to_owned(), shown.clone());
        let (slug, typed) = (slug.to_owned(), area.clone());
        let look = Rc::new(move || {
            let (slug, text, shown, asked) = (slug.clone(), typed.value(), shown.clone(), Rc::clone(&asked));
            let turn = asked.get() + 1;
            asked.set(turn);
            spawn_local(async move {
                let answer = preview(&slug, &text).await;
                // Only the last question is of interest.
                if asked.get() == turn {
                    show(&shown, answer, said);
                }
            });
        });
        if area.default_value().is_ok_and(|first| first != area.value()) {
            look();
        }
        let (to_mend, again, of) = (area.clone(), Rc::clone(&look), slug_of_fixes);
        let on_click = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let fix = pressed.and_then(|pressed| pressed.closest("button[name=fix]").ok().flatten());
            let Some(fix) = fix.and_then(|fix| fix.get_attribute("value")) else { return };
            event.prevent_default();
            let (area, look, slug) = (to_mend.clone(), Rc::clone(&again), of.clone());
            spawn_local(async move {
                match mended(&slug, &area.value(), &fix).await {
                    Ok(text) => {
                        area.set_value(&text);
                        // As if it had been typed: it is kept on this device too.
                        if let Ok(typed) = document().create_event("Event") {
                            typed.init_event_with_bubbles("input", true);
                            let _ = area.dispatch_event(&typed);
                        }
                        // The button goes with what it mended.
                        let _ = area.focus();
                        look();
                    }
                    Err(_) => {
                        said.set("The fix could not be put in. Nothing was changed: press it once more, or type it.".to_owned());
                    }
                }
            });
        });
        let _ = shown_to_mend.add_event_listener_with_callback("click", on_click.as_ref().unchecked_ref());
        on_click.forget();
        let on_input = Closure::<dyn Fn()>::new(move || {
            if let Some(handle) = waiting.take() {
                handle.clear();
            }
            let look = Rc::clone(&look);
            waiting.set(set_timeout_with_handle(move || look(), PAUSE).ok());
        });
        let _ = area.add_event_listener_with_callback("input", on_input.as_ref().unchecked_ref());
        on_input.forget();
    }

    fn show(shown: &Element, answer: Result<String, JsValue>, said: RwSignal<String>) {
        match answer {
            Ok(html) => {
                // Made safe by the server, as every text of a runbook is.
                shown.set_inner_html(&html);
                said.set(String::new());
            }
            Err(_) => said.set("The preview can't be reached just now. What you type is kept here.".to_owned()),
        }
    }

    async fn preview(slug: &str, text: &str) -> Result<String, JsValue> {
        ask(PreviewProposal::PATH, &[("slug", slug), ("text", text)]).await?.as_string().ok_or(JsValue::NULL)
    }

    /// The text with a fix in it.
    async fn mended(slug: &str, text: &str, fix: &str) -> Result<String, JsValue> {
        let refilled = ask(MendProposalText::PATH, &[("slug", slug), ("text", text), ("fix", fix)]).await?;
        let fields = js_sys::Reflect::get(&refilled, &"fields".into())?;
        js_sys::Reflect::get(&fields, &"text".into())?.as_string().ok_or(JsValue::NULL)
    }

    /// What a server function answers to these fields.
    async fn ask(function: &str, form: &[(&str, &str)]) -> Result<JsValue, JsValue> {
        let fields = web_sys::UrlSearchParams::new()?;
        for (name, value) in form {
            fields.append(name, value);
        }
        let init = web_sys::RequestInit::new();
        init.set_method("POST");
        init.set_body(&String::from(fields.to_string()).into());
        let headers = web_sys::Headers::new()?;
        headers.set("content-type", "application/x-www-form-urlencoded")?;
        headers.set("accept", "application/json")?;
        init.set_headers(&headers);
        let answer = JsFuture::from(window().fetch_with_str_and_init(function, &init)).await?;
        let answer: Response = answer.dyn_into()?;
        if !answer.ok() {
            return Err(JsValue::from_f64(answer.status().into()));
        }
        JsFuture::from(answer.json()?).await
    }
}
