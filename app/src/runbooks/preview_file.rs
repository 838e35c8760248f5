use domain::runbooks::HandbookKind;
use leptos::prelude::*;

use super::views::{FateView, FileView, PieceIs, PieceView, counted};
use crate::ui::{Icon, SeverityBadge, Tag};

/// A file as it was found: what each piece would become, and what to look at first.
#[component]
pub fn PreviewedFile(file: FileView) -> impl IntoView {
    let runbooks = file.pieces.iter().filter(|piece| matches!(piece.kind, PieceIs::Runbook { .. })).count();
    let handbook = file.pieces.len() - runbooks;
    let at = file.at;
    let few = file.warnings.len() < 4;
    let found = format!("{}, {}", counted(runbooks, "runbook"), counted(handbook, "handbook section"));
    view! {
        <li class="file" data-pieces>
            <Icon name="doc"/>
            <div>
                <h2>{file.name}</h2>
                <p class="meta"><span>{file.title}</span><span>{found}</span></p>
                {(!file.warnings.is_empty()).then(|| view! {
                    <details class="warnings" open=few>
                        <summary>{counted(file.warnings.len(), "warning")}</summary>
                        <ul class="rows">
                            {file.warnings.into_iter().map(|warning| view! { <li class="warn"><Icon name="alert"/><span>{warning}</span></li> }).collect_view()}
                        </ul>
                    </details>
                })}
                {(!file.left_out.is_empty()).then(|| view! {
                    <p class="second">{format!("No longer in this file, and kept as they are: {}.", file.left_out.join(", "))}</p>
                })}
                <ul class="pieces">{file.pieces.into_iter().map(|piece| view! { <Piece piece file=at/> }).collect_view()}</ul>
            </div>
        </li>
    }
}

#[component]
fn Piece(piece: PieceView, file: usize) -> impl IntoView {
    let PieceView { at, title, kind } = piece;
    let (name, id) = (format!("pieces[p{file}-{at}]"), format!("piece-{file}-{at}"));
    let is_runbook = matches!(kind, PieceIs::Runbook { .. });
    view! {
        <li class="piece" data-kind=if is_runbook { "runbook" } else { "handbook" }>
            <div>
                <p class="piece-name">{match &kind {
                    PieceIs::Runbook { severity: Some(severity), .. } => view! { <SeverityBadge severity=*severity/> }.into_any(),
                    _ => ().into_any(),
                }}<b>{title.clone()}</b>{fate(&kind)}</p>
                <p class="meta">{remarks(&kind).into_iter().map(|remark| view! { <span>{remark}</span> }).collect_view()}</p>
            </div>
            <div class="field">
                <label class="hidden-visually" for=id.clone()>{format!("Take “{title}” as")}</label>
                <select class="input" data-size="small" id=id name=name>
                    <option value="runbook" selected=is_runbook>"Runbook"</option>
                    <option value="handbook" selected=!is_runbook>"Handbook"</option>
                </select>
            </div>
        </li>
    }
}

fn fate(kind: &PieceIs) -> AnyView {
    match kind {
        PieceIs::Runbook { fate: FateView::New, .. } => view! { <Tag words="New" tone="accent"/> }.into_any(),
        PieceIs::Runbook { fate: FateView::Same, .. } => view! { <Tag words="Unchanged"/> }.into_any(),
        PieceIs::Runbook { fate: FateView::Version { number, .. }, .. } => {
            view! { <Tag words=format!("v{number}") tone="soon"/> }.into_any()
        }
        PieceIs::Handbook(_) => ().into_any(),
    }
}

fn remarks(kind: &PieceIs) -> Vec<String> {
    match kind {
        PieceIs::Handbook(kind) => vec![handbook_words(*kind).to_owned()],
        PieceIs::Runbook { owners, sections, steps, fate, health, .. } => {
            let mut remarks = vec![counted(*sections, "section"), counted(*steps, "step")];
            remarks.push(if owners.is_empty() { "no owner".to_owned() } else { owners.join(", ") });
            remarks.push(format!("health {} of 100: {}", health.score, health.words()));
            if let FateView::Version { of, .. } = fate {
                remarks.push(format!("a new version of “{of}”"));
            }
            remarks
        }
    }
}

fn handbook_words(kind: HandbookKind) -> &'static str {
    match kind {
        HandbookKind::Overview => "Handbook: overview",
        HandbookKind::TableOfContents => "Handbook: contents",
        HandbookKind::Index => "Handbook: index",
        HandbookKind::SeverityMatrix => "Handbook: severity matrix",
        HandbookKind::Contacts => "Handbook: contacts",
        HandbookKind::PostmortemTemplate => "Handbook: post-mortem template",
        HandbookKind::Protocol => "Handbook: protocol",
        HandbookKind::TriageChecklist => "Handbook: triage checklist",
        HandbookKind::Monitoring => "Handbook: monitoring",
        HandbookKind::Commands => "Handbook: commands",
        HandbookKind::VersionHistory => "Handbook: version history",
        HandbookKind::References => "Handbook: references",
        HandbookKind::Other => "Handbook",
    }
}
