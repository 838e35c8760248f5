use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use web_sys::{Element, HtmlFormElement};

/// What people type into or choose from. The sections of a post-mortem are kept by its editor, once their text has come.
const KEPT: &str = "textarea:not([data-shared], [data-base]), select, \
    input:not([type=hidden], [type=password], [type=file], [type=checkbox], [type=radio])";

#[wasm_bindgen]
extern "C" {
    /// A field of a form, of whichever kind.
    #[wasm_bindgen(extends = Element)]
    pub(super) type Field;
    #[wasm_bindgen(method, getter)]
    pub(super) fn name(this: &Field) -> String;
    #[wasm_bindgen(method, getter)]
    pub(super) fn value(this: &Field) -> String;
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_value(this: &Field, value: &str);
    #[wasm_bindgen(method, getter = defaultValue)]
    fn default_value(this: &Field) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn form(this: &Field) -> Option<HtmlFormElement>;
}

impl Field {
    /// The field that something was typed into, if it is one to be kept.
    pub(super) fn at(element: Element) -> Option<Self> {
        let is_kept = element.matches(KEPT).unwrap_or(false);
        Some(element.unchecked_into::<Self>()).filter(|field| is_kept && !is_secret(&field.name()))
    }

    /// Whether somebody has typed into it.
    pub(super) fn is_written(&self) -> bool {
        self.local_name() != "select" && self.value() != self.shown_first()
    }

    /// What the page showed in it.
    pub(super) fn shown_first(&self) -> String {
        let first = self.default_value().unwrap_or_else(|| {
            // A choice knows it by its options.
            let find = |selector| self.query_selector(selector).ok().flatten();
            let chosen = find("option[selected]").or_else(|| find("option"));
            chosen.and_then(|option| option.get_attribute("value")).unwrap_or_default()
        });
        first.replace("\r\n", "\n")
    }
}

/// The fields of a form that are kept.
pub(super) fn of(form: &HtmlFormElement) -> impl Iterator<Item = Field> + use<> {
    found(form, KEPT).filter(|field| !is_secret(&field.name()))
}

pub(super) fn found(form: &HtmlFormElement, selector: &str) -> impl Iterator<Item = Field> + use<> {
    let found = form.query_selector_all(selector).ok();
    let length = found.as_ref().map_or(0, web_sys::NodeList::length);
    (0..length).filter_map(move |at| found.as_ref()?.item(at)).map(JsCast::unchecked_into::<Field>)
}

/// The forms of the page.
pub(super) fn forms() -> impl Iterator<Item = HtmlFormElement> {
    let found = document().query_selector_all("form[method=post]").ok();
    let length = found.as_ref().map_or(0, web_sys::NodeList::length);
    (0..length).filter_map(move |at| found.as_ref()?.item(at)?.dyn_into().ok())
}

fn is_secret(name: &str) -> bool {
    ["password", "token", "secret"].iter().any(|word| name.contains(word))
}
