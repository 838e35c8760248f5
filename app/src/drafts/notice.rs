use leptos::prelude::document;
use web_sys::HtmlFormElement;

/// Says at the foot of a form that what was typed is back. It stays there when the page is drawn anew.
const BACK: &str = "<div><p>What you had typed here before is back.</p></div>\
    <button class=\"button\" data-size=\"small\" type=\"reset\">Discard</button>";
const BESIDE: &str = "<div><p>This has changed since you typed here. You had typed:</p><pre tabindex=\"0\"></pre></div>\
    <button class=\"button\" data-size=\"small\" type=\"reset\">Discard</button>";

/// `beside`: what could not be put back where it was.
pub(super) fn show(form: &HtmlFormElement, is_back: bool, beside: &[String]) {
    if !is_back && beside.is_empty() {
        return;
    }
    let Ok(notice) = document().create_element("div") else { return };
    notice.set_class_name("notice");
    for (name, value) in [("role", "status"), ("data-local", ""), ("data-draft", "")] {
        let _ = notice.set_attribute(name, value);
    }
    notice.set_inner_html(if beside.is_empty() { BACK } else { BESIDE });
    if let Ok(Some(words)) = notice.query_selector("pre") {
        words.set_text_content(Some(&beside.join("\n\n")));
    }
    let _ = form.append_child(&notice);
}

pub(super) fn take_away(form: &HtmlFormElement) {
    if let Ok(Some(notice)) = form.query_selector("[data-draft]") {
        notice.remove();
    }
}
