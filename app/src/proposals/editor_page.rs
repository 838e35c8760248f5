use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::{self, MendProposalText, ProposeChange, ReviseProposal},
    found::{EDITOR, Preview},
    live_preview::LivePreview,
    views::{Begun, EditView},
};
use crate::ui::{Form, Frame, Hidden, IntoHtml, PageStyle, Place, TextArea, Title, page};

/// `/runbooks/{slug}/propose`: a runbook's text, to be changed; `?from=` begins with that of an older version.
#[component]
pub fn ProposePage() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    // A number that is none leads to the version 0, which there never is.
    let from = use_query_map().get_untracked().get("from").map(|number| number.parse().unwrap_or(0));
    page(api::load_proposal_draft(slug, from), move |edit| view! { <Editor edit restores=from/> })
}

/// `/proposals/{n}/edit`: the text of a proposal, to be changed by its author.
#[component]
pub fn EditPage() -> impl IntoView {
    let number = use_params_map().get_untracked().get("number").and_then(|number| number.parse().ok()).unwrap_or(0);
    page(api::load_proposal_text(number), |edit| view! { <Editor edit/> })
}

#[component]
fn Editor(edit: EditView, #[prop(default = None)] restores: Option<i64>) -> impl IntoView {
    let EditView { proposal, slug, title, base, text, summary, check } = edit;
    let crumbs = match proposal {
        Some(Begun { number, .. }) => {
            vec![("Proposals".to_owned(), "/proposals".to_owned()), (format!("PROP-{number}"), format!("/proposals/{number}"))]
        }
        None => vec![("Runbooks".to_owned(), "/runbooks".to_owned()), (title.clone(), format!("/runbooks/{slug}"))],
    };
    let preview_of = slug.clone();
    let here = if proposal.is_some() { "Edit" } else { "Propose a change" };
    let summary = match restores {
        Some(version) if summary.is_empty() => format!("Bring back version {version}"),
        _ => summary,
    };
    view! {
        <Title text=format!("{here}: {title} · Tocsin")/>
        <PageStyle css=concat!(include_str!("../../../style/components/proposal.css"), include_str!("../../../style/components/health.css"))/>
        <Frame place=Place::Runbooks crumbs here>
            <div class="head">
                <div class="head-line"><h1>{format!("Change {title}")}</h1></div>
                <p class="second">{format!("You write Markdown, beginning from version {base}. Somebody else reads the change before it becomes the next version; until then nothing changes for anybody.")}</p>
            </div>
            <div class="body writing">
                <div>
                    {match proposal {
                        Some(Begun { number, revision }) => view! {
                            <Form action=ReviseProposal::PATH class="form" label="Proposal" attr:id=EDITOR>
                                // For the fixes of what is found, which know no proposal.
                                <Hidden name="slug" value=slug/>
                                <Hidden name="number" value=number.to_string()/>
                                <Hidden name="revision" value=revision.to_string()/>
                                <Fields text summary/>
                            </Form>
                        }.into_html(),
                        None => view! {
                            <Form action=ProposeChange::PATH class="form" label="Proposal" attr:id=EDITOR>
                                <Hidden name="slug" value=slug/>
                                <Hidden name="base" value=base.to_string()/>
                                {restores.map(|version| view! { <Hidden name="restores" value=version.to_string()/> })}
                                <Fields text summary/>
                            </Form>
                        }.into_html(),
                    }}
                </div>
                <section class="preview" aria-labelledby="preview-title">
                    <h2 id="preview-title">"How it will read"</h2>
                    <LivePreview slug=preview_of/>
                    <noscript><p><button class="button" data-size="small" type="submit" form=EDITOR formaction=MendProposalText::PATH formnovalidate>"Look at the text anew"</button></p></noscript>
                    <div class="preview" data-preview><Preview check/></div>
                </section>
            </div>
        </Frame>
    }
}

#[component]
fn Fields(text: String, summary: String) -> impl IntoView {
    view! {
        <TextArea label="What changes, and why" name="summary" rows=2 maxlength=2_000 value=summary hint="The first line is the proposal's title."/>
        <TextArea label="Text" name="text" rows=30 maxlength=200_000 value=text required=true/>
        <div class="buttons">
            <button class="button" data-kind="primary" type="submit" name="review" value="yes">"Propose for review"</button>
            <button class="button" type="submit">"Save as draft"</button>
        </div>
    }
}
