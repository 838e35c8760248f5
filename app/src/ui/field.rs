use leptos::prelude::*;

use super::{form::FormFlash, title::filling};

/// What a field shows: what was typed before a refusal, or what it was given.
fn filled(name: &str, value: String) -> String {
    let typed = use_context::<FormFlash>().and_then(|flash| flash.0).and_then(|flash| flash.typed(name).map(str::to_owned));
    typed.unwrap_or(value)
}

/// Why this very field was refused.
fn complaint(name: &str) -> Option<String> {
    let fault = use_context::<FormFlash>()?.0?.fault?;
    (fault.field() == Some(name)).then(|| fault.to_string())
}

/// Ids must differ between two forms on a page: the form's `of` is part of them.
fn id_of(name: &str, id: &str) -> String {
    if id.is_empty() { format!("f-{name}") } else { format!("f-{name}-{id}") }
}

/// One line of text.
#[component]
pub fn Field(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// Tells fields of one name on one page apart.
    #[prop(optional, into)]
    id: String,
    #[prop(optional, into)] value: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] placeholder: String,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] required: bool,
    #[prop(optional)] hide_label: bool,
    #[prop(default = 500)] maxlength: u32,
) -> impl IntoView {
    let (id, complaint) = (id_of(&name, &id), complaint(&name));
    // A secret is never written back into a page.
    let value = if kind == "password" { String::new() } else { filled(&name, value) };
    let refused = complaint.is_some();
    let described = described(&id, &hint, refused);
    view! {
        <div class="field">
            <label for=id.clone() class:hidden-visually=hide_label>{label}</label>
            <input class="input" id=id.clone() name=name type=kind value=value placeholder=placeholder autocomplete=autocomplete
                required=required maxlength=maxlength aria-invalid=refused.then_some("true") aria-describedby=described/>
            <Remarks id hint complaint/>
        </div>
    }
}

/// Text of several lines.
#[component]
pub fn TextArea(
    label: &'static str,
    name: &'static str,
    #[prop(optional, into)] id: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] placeholder: String,
    #[prop(default = 3)] rows: u32,
    #[prop(optional)] required: bool,
    #[prop(optional)] hide_label: bool,
    #[prop(default = 10_000)] maxlength: u32,
) -> impl IntoView {
    let (id, complaint) = (id_of(name, &id), complaint(name));
    let value = filled(name, value);
    let refused = complaint.is_some();
    let described = described(&id, &hint, refused);
    view! {
        <div class="field">
            <label for=id.clone() class:hidden-visually=hide_label>{label}</label>
            <textarea class="input" id=id.clone() name=name rows=rows placeholder=placeholder required=required maxlength=maxlength
                aria-invalid=refused.then_some("true") aria-describedby=described inner_html=filling(&value)></textarea>
            <Remarks id hint complaint/>
        </div>
    }
}

/// One of several: value and words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub words: String,
    /// For the style alone: fields that belong to one kind of choice.
    pub kind: Option<&'static str>,
}

impl Choice {
    pub fn new(value: impl Into<String>, words: impl Into<String>) -> Self {
        Self { value: value.into(), words: words.into(), kind: None }
    }

    /// Of a kind that the style can tell.
    #[must_use]
    pub fn of_kind(self, kind: &'static str) -> Self {
        Self { kind: Some(kind), ..self }
    }
}

/// A choice of one among several.
#[component]
pub fn Select(
    label: &'static str,
    name: &'static str,
    choices: Vec<Choice>,
    #[prop(optional, into)] id: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional)] required: bool,
    #[prop(optional)] hide_label: bool,
) -> impl IntoView {
    let (id, complaint) = (id_of(name, &id), complaint(name));
    let value = filled(name, value);
    let refused = complaint.is_some();
    let described = described(&id, &hint, refused);
    let options = choices.into_iter().map(|choice| {
        let selected = choice.value == value;
        view! { <option value=choice.value selected=selected data-kind=choice.kind>{choice.words}</option> }
    });
    view! {
        <div class="field">
            <label for=id.clone() class:hidden-visually=hide_label>{label}</label>
            <select class="input" id=id.clone() name=name required=required
                aria-invalid=refused.then_some("true") aria-describedby=described>{options.collect_view()}</select>
            <Remarks id hint complaint/>
        </div>
    }
}

/// Something that the form says and nobody sees.
#[component]
pub fn Hidden(name: &'static str, #[prop(into)] value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}

fn described(id: &str, hint: &str, is_refused: bool) -> Option<String> {
    let parts = [(!hint.is_empty()).then(|| format!("{id}-hint")), is_refused.then(|| format!("{id}-error"))];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

#[component]
fn Remarks(id: String, hint: String, complaint: Option<String>) -> impl IntoView {
    view! {
        {(!hint.is_empty()).then(|| view! { <small id=format!("{id}-hint")>{hint}</small> })}
        {complaint.map(|sentence| view! { <span class="error" id=format!("{id}-error")>{sentence}</span> })}
    }
}
