use domain::postmortems::Section;
use leptos::{prelude::*, server_fn::ServerFn};

use super::api::SaveSection;
use crate::ui::{Form, Hidden, IntoHtml, filling};

/// A section: a heading, and a real textarea that bears its name. The form is for browsers without script; with
/// one, the editor takes the textarea over by its `data-section`.
#[component]
pub(super) fn Chapter(number: i64, section: Section, text: String) -> impl IntoView {
    let Section { key, heading, hint, .. } = section;
    let (heading_id, id, writers, of) = (format!("h-{key}"), key.clone(), key.clone(), key.clone());
    let (typed, base) = refused(&key).unwrap_or_else(|| (text.clone(), text));
    let rows = rows(&typed);
    view! {
        <section class="chapter" id=id><div>
            <div class="chapter-head">
                <h2 id=heading_id.clone()>{heading}</h2>
                <span class="push" data-writers=writers></span>
            </div>
            <Form action=SaveSection::PATH of=of>
                <Hidden name="number" value=number.to_string()/>
                <Hidden name="section" value=key.clone()/>
                <textarea name="base" hidden data-base=key.clone() inner_html=filling(&base)></textarea>
                <div class="editor-box">
                    <textarea class="editor" name="text" aria-labelledby=heading_id placeholder=hint rows=rows
                        autocomplete="off" data-section=key.clone() inner_html=filling(&typed)></textarea>
                </div>
                <div class="editor-foot"><button class="button" data-size="small" type="submit">"Save section"</button><span>"Markdown"</span></div>
            </Form>
        </div><div class="margin"></div></section>
    }
}

/// A section for those who only read.
#[component]
pub(super) fn ReadChapter(
    section: Section,
    /// Its text, as safe HTML.
    html: String,
) -> impl IntoView {
    let Section { key, heading, .. } = section;
    let heading_id = format!("h-{key}");
    let labelled = heading_id.clone();
    let text = if html.trim().is_empty() {
        view! { <p class="quiet">"Nothing is written here yet."</p> }.into_html()
    } else {
        view! { <div class="prose" inner_html=html></div> }.into_html()
    };
    view! {
        <section class="chapter" id=key aria-labelledby=labelled><div>
            <div class="chapter-head"><h2 id=heading_id>{heading}</h2></div>
            {text}
        </div><div class="margin"></div></section>
    }
}

/// Roughly as many lines as the text takes, for a browser that doesn't measure it: never fewer than three.
fn rows(text: &str) -> usize {
    const LINE: usize = 80;
    text.lines().map(|line| line.chars().count() / LINE + 1).sum::<usize>().max(3)
}

/// What was typed, and over what, when saving this section was refused just now.
#[cfg(feature = "ssr")]
fn refused(key: &str) -> Option<(String, String)> {
    let flash =
        crate::request::flash().filter(|flash| flash.action == SaveSection::PATH && flash.typed("section") == Some(key))?;
    Some((flash.typed("text")?.to_owned(), flash.typed("base").unwrap_or_default().to_owned()))
}

#[cfg(not(feature = "ssr"))]
fn refused(_: &str) -> Option<(String, String)> {
    None
}
