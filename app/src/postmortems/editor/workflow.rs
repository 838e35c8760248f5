use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

use crate::drafts;

/// On the review: it has moved on, and is shown as it was, since somebody is at it.
const BEHIND: &str = "data-behind";
/// On what is said beneath a form whose time is over.
const OVER: &str = "[data-over]";
const SAYS_OVER: &str = "<p class=\"notice\" data-tone=\"soon\" role=\"alert\" data-over>\
    The review has moved on: this can't be sent any more.</p>";

/// The review has moved on: fetches the page and shows its review anew, unless somebody is at it or has typed in it.
pub(super) fn show_anew() {
    wasm_bindgen_futures::spawn_local(async {
        // What can't be fetched now is shown when the page is opened next.
        let _ = replace().await;
    });
}

/// Somebody has left the review: what they were not to lose may be gone.
pub(super) fn look_again() {
    if document().get_element_by_id("review").is_some_and(|review| review.has_attribute(BEHIND)) {
        show_anew();
    }
}

async fn replace() -> Result<(), JsValue> {
    let answer = JsFuture::from(window().fetch_with_str(&window().location().pathname()?)).await?;
    let answer: web_sys::Response = answer.dyn_into()?;
    let html = JsFuture::from(answer.text()?).await?.as_string().unwrap_or_default();
    let fresh = web_sys::DomParser::new()?.parse_from_string(&html, web_sys::SupportedType::TextHtml)?;
    let (Some(old), Some(new)) = (document().get_element_by_id("review"), fresh.get_element_by_id("review")) else {
        return Ok(());
    };
    let is_in_use = document().active_element().is_some_and(|active| old.contains(Some(&active)));
    if is_in_use || drafts::is_typed_in(&old) {
        old.set_attribute(BEHIND, "")?;
        return say_what_is_over(&old, &new);
    }
    old.remove_attribute(BEHIND)?;
    old.set_inner_html(&new.inner_html());
    Ok(())
}

/// Says beneath each form whether it can still be sent.
fn say_what_is_over(old: &Element, new: &Element) -> Result<(), JsValue> {
    let forms = old.query_selector_all("form")?;
    for form in (0..forms.length()).filter_map(|at| forms.item(at)?.dyn_into::<Element>().ok()) {
        let action = form.get_attribute("action").unwrap_or_default();
        let is_over = new.query_selector(&format!("form[action=\"{action}\"]"))?.is_none();
        match form.query_selector(OVER)? {
            None if is_over => form.insert_adjacent_html("beforeend", SAYS_OVER)?,
            Some(said) if !is_over => said.remove(),
            _ => {}
        }
    }
    Ok(())
}
