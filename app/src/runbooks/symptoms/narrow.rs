use leptos::prelude::*;

/// Brings the list and the runbooks up to date as somebody types and ticks. Without it the form's button does.
#[island]
pub fn Narrow() -> impl IntoView {
    let said = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| browser::follow(said));
    view! { <p class="hidden-visually" role="status">{move || said.get()}</p> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::{cell::Cell, rc::Rc};

    use domain::live::Region;
    use leptos::{prelude::*, task::spawn_local};
    use wasm_bindgen::{JsCast, JsValue, UnwrapThrowExt, closure::Closure};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Element, Event, EventInit, FormData, HtmlFormElement, HtmlInputElement, Response, UrlSearchParams};

    use crate::runbooks::symptoms::symptoms_page::FORM;

    const CHOSEN: &str = "symptoms-chosen";
    /// Somebody who types on is not asked for yet. Milliseconds.
    const PAUSE: u32 = 150;

    pub(super) fn follow(said: RwSignal<String>) {
        let Some(form) = document().get_element_by_id(FORM).and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
            return;
        };
        let turns = Rc::new(Cell::new(0_u32));
        let heard = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let field = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if !field.is_some_and(|field| field.matches(&ours()).unwrap_or(false)) {
                return;
            }
            let (form, turns, turn) = (form.clone(), Rc::clone(&turns), turns.get() + 1);
            turns.set(turn);
            spawn_local(async move {
                gloo_timers::future::TimeoutFuture::new(PAUSE).await;
                if turns.get() != turn {
                    return;
                }
                let answer = ask(&form).await;
                // Only the last question is of interest.
                if turns.get() == turn {
                    show(answer, said);
                }
            });
        });
        let _ = document().add_event_listener_with_callback("input", heard.as_ref().unchecked_ref());
        // For as long as the page is there.
        heard.forget();
        // What was typed and ticked before anybody listened.
        let Ok(all) = document().query_selector_all(&ours()) else { return };
        let fields = (0..all.length()).filter_map(|at| all.item(at)?.dyn_into::<HtmlInputElement>().ok());
        for field in fields.filter(|field| field.checked() != field.default_checked() || field.value() != field.default_value()) {
            let _ = field.dispatch_event(&bubbling("input"));
        }
    }

    fn ours() -> String {
        ["#", FORM, " input, [form=", FORM, "]"].concat()
    }

    fn bubbling(name: &str) -> Event {
        let bubbles = EventInit::new();
        bubbles.set_bubbles(true);
        Event::new_with_event_init_dict(name, &bubbles).unwrap_throw()
    }

    /// The markup for what is typed and ticked, and the address that says the same.
    async fn ask(form: &HtmlFormElement) -> Result<(String, String), JsValue> {
        let said = FormData::new_with_form(form)?;
        let text = |name: &str| said.get(name).as_string().unwrap_or_default();
        let (asked, address) = (UrlSearchParams::new()?, UrlSearchParams::new()?);
        let mut ticked = Vec::new();
        for mark in said.get_all("s").iter().filter_map(|mark| mark.as_string()) {
            address.append("s", &mark);
            ticked.push(mark);
        }
        for (field, name, value) in [
            ("asked[q]", "q", text("q")),
            ("asked[incident]", "incident", text("incident")),
            ("asked[ticked]", "", ticked.join(" ")),
        ] {
            asked.append(field, &value);
            if !value.is_empty() && !name.is_empty() {
                address.append(name, &value);
            }
        }
        let init = web_sys::RequestInit::new();
        init.set_method("POST");
        init.set_body(&String::from(asked.to_string()).into());
        let headers = web_sys::Headers::new()?;
        headers.set("content-type", "application/x-www-form-urlencoded")?;
        headers.set("accept", "application/json")?;
        init.set_headers(&headers);
        let answer = JsFuture::from(window().fetch_with_str_and_init("/api/narrow_symptoms", &init)).await?;
        let answer: Response = answer.dyn_into()?;
        if !answer.ok() {
            return Err(JsValue::from_f64(answer.status().into()));
        }
        let html = JsFuture::from(answer.json()?).await?.as_string().ok_or(JsValue::NULL)?;
        Ok((html, String::from(address.to_string())))
    }

    fn show(answer: Result<(String, String), JsValue>, said: RwSignal<String>) {
        let Ok((html, address)) = answer else {
            said.set("The list can't be reached just now: press Show to try again.".to_owned());
            return;
        };
        crate::live::put_in(&[Region { id: CHOSEN.to_owned(), html }]);
        // A reload and a copied address show the same.
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&["?".to_owned(), address].concat()));
        }
        let told = document().get_element_by_id(CHOSEN).and_then(|chosen| chosen.get_attribute("data-said"));
        said.set(told.unwrap_or_default());
    }
}
