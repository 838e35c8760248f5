use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The review has moved on: fetches the page and shows its review anew, unless somebody writes in it just now.
pub(super) fn show_anew() {
    wasm_bindgen_futures::spawn_local(async {
        // What can't be fetched now is shown when the page is opened next.
        let _ = replace().await;
    });
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
    if !is_in_use {
        old.set_inner_html(&new.inner_html());
        super::browser::approve_what_is_seen();
    }
    Ok(())
}
