use leptos::prelude::*;

use super::api;
use crate::ui::{Frame, Icon, PageStyle, Place, Title, page};

/// Where the files are sent: a form with files is no server function.
pub const UPLOAD: &str = "/uploads/runbooks";

/// `/runbooks/import`: choose files; the preview comes next.
#[component]
pub fn ImportPage() -> impl IntoView {
    page(api::load_import_form(), |()| view! { <Choose/> })
}

#[component]
fn Choose() -> impl IntoView {
    view! {
        <Title text="Import runbooks · Tocsin"/>
        <PageStyle css=include_str!("../../../style/components/import.css")/>
        <Frame place=Place::Runbooks crumbs=vec![("Runbooks".to_owned(), "/runbooks".to_owned())] here="Import">
            <div class="head">
                <div class="head-line"><h1>"Import runbooks"</h1></div>
                <p class="second">"Hand in the Markdown files that you have. You see what was found before anything is kept."</p>
            </div>
            <div class="body" data-size="narrow">
                <form class="form" method="post" enctype="multipart/form-data" action=UPLOAD>
                    {refusal().map(|sentence| view! {
                        <div class="notice" role="alert" data-tone="late"><Icon name="alert"/><div><b>"Nothing was read."</b><p>{sentence}</p></div></div>
                    })}
                    <label class="drop">
                        <Icon name="upload"/><b>"Choose Markdown files"</b>
                        <small>"or drop them on the button; up to 500 files, each 8 MB at most"</small>
                        <input type="file" name="files" multiple accept=".md,.markdown,text/markdown" required/>
                    </label>
                    <div class="buttons"><button class="button" data-kind="primary" type="submit">"Show preview"</button><a class="button" data-kind="quiet" href="/runbooks">"Cancel"</a></div>
                </form>
                <section class="part" aria-labelledby="how">
                    <div class="part-head"><h2 id="how">"What is found in them"</h2></div>
                    <ul class="rows">
                        <li class="lead"><Icon name="book"/><span>"Each heading that opens a runbook: “Runbook 3: Title”, “3. Title”, “[RB-003] Title”, or a title with symptoms and steps below it."</span></li>
                        <li class="lead"><Icon name="doc"/><span>"Severity levels, contacts, protocols and templates become your handbook."</span></li>
                        <li class="lead"><Icon name="history"/><span>"A file that you hand in again gives new versions of what has changed, never a second copy."</span></li>
                    </ul>
                </section>
            </div>
        </Frame>
    }
}

/// Why the last files were refused.
#[cfg(feature = "ssr")]
fn refusal() -> Option<String> {
    crate::request::flash().filter(|flash| flash.action == UPLOAD)?.fault.map(|fault| fault.to_string())
}

#[cfg(not(feature = "ssr"))]
fn refusal() -> Option<String> {
    None
}
