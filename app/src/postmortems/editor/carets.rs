use std::collections::BTreeMap;

use domain::postmortems::{Caret, length};
use leptos::prelude::document;
use web_sys::{Element, HtmlTextAreaElement};

use super::{model::Model, wire::from_base64};

/// A caret that nobody has renewed for so long is gone.
const STALE_MILLIS: f64 = 15_000.0;

/// Where others write.
#[derive(Default)]
pub(super) struct Carets {
    here: BTreeMap<u64, (Caret, f64)>,
}

impl Carets {
    pub(super) fn hear(&mut self, caret: Caret) {
        if caret.place.is_some() {
            self.here.insert(caret.session, (caret, js_sys::Date::now()));
        } else {
            self.here.remove(&caret.session);
        }
    }

    pub(super) fn forget_stale(&mut self) {
        let now = js_sys::Date::now();
        self.here.retain(|_, (_, heard)| now - *heard < STALE_MILLIS);
    }

    pub(super) fn forget_all(&mut self) {
        self.here.clear();
    }

    /// Says in the section's head who writes there, and draws the carets under the words.
    pub(super) fn show(&self, key: &str, shown: &str, area: &HtmlTextAreaElement, model: &Model) {
        let is_here = |caret: &&Caret| caret.place.as_ref().is_some_and(|place| place.section == key);
        let here: Vec<&Caret> = self.here.values().map(|(caret, _)| caret).filter(is_here).collect();
        let mut names: Vec<&str> = here.iter().map(|caret| caret.person.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        if let Ok(Some(head)) = document().query_selector(&format!("[data-writers=\"{key}\"]")) {
            let said = match names.as_slice() {
                [] => String::new(),
                [one] => format!("{one} writes here"),
                several => format!("{} write here", several.join(", ")),
            };
            if head.text_content().as_deref() != Some(&said) {
                head.set_text_content(Some(&said));
            }
        }
        let mut places: Vec<(u32, &Caret)> = here
            .iter()
            .filter_map(|caret| Some((model.find(&from_base64(&caret.place.as_ref()?.at))?.min(length(shown)), *caret)))
            .collect();
        places.sort_by_key(|(at, _)| *at);
        draw(area, shown, &places);
    }
}

/// The mirror lies under the textarea, holds the same words unseen, and carries the carets.
fn draw(area: &HtmlTextAreaElement, shown: &str, places: &[(u32, &Caret)]) {
    let Some(mirror) = mirror(area, !places.is_empty() || !grows_by_itself()) else { return };
    mirror.set_text_content(None);
    let units: Vec<u16> = shown.encode_utf16().collect();
    let words = |from: usize, to: usize| String::from_utf16_lossy(units.get(from..to).unwrap_or_default());
    let mut from = 0;
    for (at, caret) in places {
        let at = *at as usize;
        let _ = mirror.append_with_str_1(&words(from, at));
        from = at;
        let (Ok(mark), Ok(name)) = (document().create_element("span"), document().create_element("b")) else { return };
        let _ = mark.set_attribute("class", "caret");
        let _ = mark.set_attribute("data-hue", &caret.person.hue().to_string());
        name.set_text_content(Some(&caret.person.name));
        let _ = mark.append_child(&name);
        let _ = mirror.append_child(&mark);
    }
    // Without something after it, a line break at the end makes no line.
    let _ = mirror.append_with_str_2(&words(from, units.len()), "\u{200b}");
}

/// Whether a textarea becomes as tall as its words. Where it does not, the mirror makes it so.
fn grows_by_itself() -> bool {
    web_sys::css::supports("(field-sizing: content)").unwrap_or(false)
}

/// The mirror of a textarea; made when the first caret asks for it, or the words themselves.
fn mirror(area: &HtmlTextAreaElement, make: bool) -> Option<Element> {
    let before = area.previous_element_sibling().filter(|element| element.class_list().contains("editor-mirror"));
    if before.is_some() || !make {
        return before;
    }
    let mirror = document().create_element("div").ok()?;
    mirror.set_attribute("class", "editor-mirror").ok()?;
    mirror.set_attribute("aria-hidden", "true").ok()?;
    area.before_with_node_1(&mirror).ok()?;
    Some(mirror)
}
