use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Meta;
use leptos_router::hooks::use_params_map;

use super::{
    api::{self, ImportRunbooks},
    preview_file::PreviewedFile,
    preview_many::Many,
    views::{ImportView, OfferView, PreviewView, counted},
};
use crate::ui::{Form, Frame, Hidden, IntoHtml, PageStyle, Place, Title, page};

/// `/runbooks/import/{id}`: what an import would do. The files wait on the server.
#[component]
pub fn PreviewPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("preview").unwrap_or_default();
    page(api::load_import_preview(id), |preview| match preview {
        PreviewView::Reading { done, total } => view! { <Reading done total/> }.into_html(),
        PreviewView::Ready(preview) => view! { <Previewed preview/> }.into_html(),
    })
}

/// How far the reading is. The page asks again by itself until it is done; nothing of it is lost meanwhile.
#[component]
fn Reading(done: usize, total: usize) -> impl IntoView {
    let sentence = format!("{done} of {} read", counted(total, "file"));
    view! {
        <Title text="Reading files · Tocsin"/>
        <Meta http_equiv="refresh" content="1"/>
        <Frame place=Place::Runbooks crumbs=crumbs() here="Preview">
            <div class="head"><div class="head-line"><h1>"Your files are being read"</h1></div>
                <p class="second">"The preview comes by itself. You may leave this page and come back to its address."</p></div>
            <div class="body" data-size="narrow">
                <p role="status"><label for="read">{sentence}</label></p>
                <progress id="read" max=total.to_string() value=done.to_string()></progress>
            </div>
        </Frame>
    }
}

fn crumbs() -> Vec<(String, String)> {
    vec![("Runbooks".to_owned(), "/runbooks".to_owned()), ("Import".to_owned(), "/runbooks/import".to_owned())]
}

#[component]
fn Previewed(preview: ImportView) -> impl IntoView {
    let ImportView { id, files, offers, created, changed, same, kept } = preview;
    let runbooks = created + changed + same + kept;
    let warnings: usize = files.iter().map(|file| file.warnings.len()).sum();
    let heading = format!("{} in {}", counted(runbooks, "runbook"), counted(files.len(), "file"));
    let mut parts = Vec::new();
    for (count, what) in [(created, "new"), (changed, "with a new version"), (same, "unchanged"), (kept, "left as is")] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    let what = if parts.is_empty() { "No runbook was found".to_owned() } else { parts.join(", ") };
    let remark = if warnings > 0 { format!("; {} to look at", counted(warnings, "warning")) } else { String::new() };
    let do_it = if runbooks == 0 { "Import the files".to_owned() } else { format!("Import {}", counted(runbooks, "runbook")) };
    view! {
        <Title text="Import preview · Tocsin"/>
        <PageStyle css=concat!(include_str!("../../../style/components/import.css"), include_str!("../../../style/components/diff.css"))/>
        <Frame place=Place::Runbooks crumbs=crumbs() here="Preview">
            <div class="head">
                <div class="head-line"><h1>{heading}</h1>
                    <div class="buttons"><a class="button" data-kind="quiet" href="/runbooks/import">"Choose other files"</a></div></div>
                <p class="second">"Nothing is kept yet. Say where something was taken for what it is not, cut or join what was cut wrongly, look again, then import."</p>
            </div>
            <Form action=ImportRunbooks::PATH class="import" label="Import">
                <Hidden name="id" value=id/>
                <div class="body">
                    <Offers offers/>
                    {(runbooks > 0).then(|| view! { <Many/> })}
                    <ul class="files">{files.into_iter().map(|file| view! { <PreviewedFile file/> }).collect_view()}</ul>
                </div>
                <div class="sum">
                    <span><b>{what}</b>{remark}</span>
                    <div class="buttons">
                        <button class="button" type="submit" name="look" value="again">"Look again"</button>
                        <button class="button" data-kind="primary" type="submit">{do_it}</button>
                    </div>
                </div>
            </Form>
        </Frame>
    }
}

#[component]
fn Offers(offers: Vec<OfferView>) -> impl IntoView {
    (!offers.is_empty()).then(|| {
        view! {
            <fieldset class="offers">
                <legend>"For everybody"</legend>
                {offers.into_iter().map(|offer| view! { <Offered offer/> }).collect_view()}
            </fieldset>
        }
    })
}

#[component]
fn Offered(offer: OfferView) -> impl IntoView {
    let name = format!("adopt[{}]", offer.word);
    let remark = match (offer.replaces, offer.allowed) {
        (false, _) => String::new(),
        (true, true) => ". It replaces what is agreed now".to_owned(),
        (true, false) => ". It would replace what is agreed now, which takes an administrator".to_owned(),
    };
    let changes = offer.changes.into_iter().map(|change| view! { <small>{change}</small> });
    view! {
        <label class="choice">
            <input type="checkbox" name=name value="1" checked=offer.chosen disabled=!offer.allowed/>
            <span>{format!("Adopt the {}", offer.label)}<small>{format!("{} from {}{remark}", offer.holds, offer.from)}</small>
                {changes.collect_view()}</span>
        </label>
    }
}
