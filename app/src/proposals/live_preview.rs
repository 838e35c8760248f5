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

    use leptos::{leptos_dom::helpers::set_timeout_with_handle, prelude::*, task::spawn_local};
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Element, HtmlTextAreaElement, Response};

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
        let fields = web_sys::UrlSearchParams::new()?;
        fields.append("slug", slug);
        fields.append("text", text);
        let init = web_sys::RequestInit::new();
        init.set_method("POST");
        init.set_body(&String::from(fields.to_string()).into());
        let headers = web_sys::Headers::new()?;
        headers.set("content-type", "application/x-www-form-urlencoded")?;
        headers.set("accept", "application/json")?;
        init.set_headers(&headers);
        let answer = JsFuture::from(window().fetch_with_str_and_init("/api/preview_proposal", &init)).await?;
        let answer: Response = answer.dyn_into()?;
        if !answer.ok() {
            return Err(JsValue::from_f64(answer.status().into()));
        }
        JsFuture::from(answer.json()?).await?.as_string().ok_or(JsValue::NULL)
    }
}
