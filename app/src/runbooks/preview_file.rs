use domain::runbooks::HandbookKind;
use leptos::prelude::*;

use super::{
    preview_becoming::Becoming,
    preview_read::Read,
    views::{FateView, FileView, FoundRunbook, HeadingView, PieceIs, PieceView, counted},
};
use crate::ui::{Html, Icon, IntoHtml, SeverityBadge, Tag};

/// A file as it was found: what each piece would become, and what to look at first.
#[component]
pub fn PreviewedFile(file: FileView) -> impl IntoView {
    let FileView { at, name, title, level, is_single, is_cut, pieces, warnings, left_out } = file;
    let count = |is_it: fn(&PieceIs) -> bool| pieces.iter().filter(|piece| is_it(&piece.kind)).count();
    let runbooks = count(|kind| matches!(kind, PieceIs::Runbook(_)));
    let handbook = count(|kind| matches!(kind, PieceIs::Handbook(_)));
    let few = warnings.len() < 4;
    let found = format!("{}, {}", counted(runbooks, "runbook"), counted(handbook, "handbook section"));
    view! {
        <li class="file">
            <Icon name="doc"/>
            <div>
                <h2>{name.clone()}</h2>
                <p class="meta"><span>{title}</span><span>{found}</span>{is_cut.then(|| view! { <span>"cut by hand"</span> })}</p>
                {(!warnings.is_empty()).then(|| view! {
                    <details class="warnings" open=few>
                        <summary>{counted(warnings.len(), "warning")}</summary>
                        <ul class="rows">
                            {warnings.into_iter().map(|warning| view! { <li class="warn"><Icon name="alert"/><span>{warning}</span></li> }).collect_view()}
                        </ul>
                    </details>
                })}
                {(!left_out.is_empty()).then(|| view! {
                    <p class="second">{format!("No longer in this file, and kept as they are: {}.", left_out.join(", "))}</p>
                })}
                {(!is_single).then(|| view! { <Level at level name/> })}
                <ul class="pieces">{pieces.into_iter().map(|piece| view! { <Piece piece file=at/> }).collect_view()}</ul>
            </div>
        </li>
    }
}

/// Which headings begin a piece, where the file doesn't show it.
#[component]
fn Level(at: usize, level: Option<u8>, name: String) -> impl IntoView {
    let options = (1..=4_u8).map(|each| {
        let words = format!("at each heading with {}", "#".repeat(each.into()));
        view! { <option value=each.to_string() selected={level == Some(each)}>{words}</option> }
    });
    let id = format!("level-{at}");
    view! {
        <div class="field level">
            <label for=id.clone()>"Cut "<span class="hidden-visually">{name}</span></label>
            <select class="input" data-size="small" id=id name=format!("levels[p{at}]")>
                <option value="" selected=level.is_none()>"as the file shows"</option>
                {options.collect_view()}
            </select>
        </div>
    }
}

#[component]
fn Piece(piece: PieceView, file: usize) -> impl IntoView {
    let PieceView { line, title, has_heading, headings, kind } = piece;
    let key = format!("p{file}-{line}");
    let (is_runbook, is_rest) = (matches!(kind, PieceIs::Runbook(_)), matches!(kind, PieceIs::Rest));
    let (name, id) = (format!("pieces[{key}]"), format!("piece-{key}"));
    let tick = format!("ticked[{key}]");
    let shown = if is_rest { "Before the first piece".to_owned() } else { title.clone() };
    let kind_word = if is_runbook { "runbook" } else { "handbook" };
    let severity = match &kind {
        PieceIs::Runbook(runbook) => runbook.severity,
        _ => None,
    };
    let (fate, remarks) = (fate(&kind), remarks(&kind));
    let found = match kind {
        PieceIs::Runbook(runbook) => Some(*runbook),
        _ => None,
    };
    view! {
        <li class="piece" data-kind=kind_word>
            {if is_runbook {
                view! { <label class="tick"><span class="hidden-visually">{format!("Tick “{title}”")}</span><input class="checkbox" type="checkbox" name=tick value="1"/></label> }.into_html()
            } else {
                view! { <span></span> }.into_html()
            }}
            <div>
                <p class="piece-name">
                    {severity.map(|severity| view! { <SeverityBadge severity/> })}
                    <b>{shown}</b>{fate}
                </p>
                <p class="meta">{remarks.into_iter().map(|remark| view! { <span>{remark}</span> }).collect_view()}</p>
                {found.map(|found| view! {
                    <Read sections=found.sections.clone() findings=found.findings.clone() title=title.clone()/>
                    <Becoming found key title=title.clone()/>
                })}
                {(!headings.is_empty()).then(|| view! { <Inside headings file title=title.clone()/> })}
            </div>
            {has_heading.then(|| view! { <TakenAs name id title is_runbook/> })}
        </li>
    }
}

#[component]
fn TakenAs(name: String, id: String, title: String, is_runbook: bool) -> impl IntoView {
    view! {
        <div class="field">
            <label class="hidden-visually" for=id.clone()>{format!("Take “{title}” as")}</label>
            <select class="input" data-size="small" id=id name=name>
                <option value="runbook" selected=is_runbook>"Runbook"</option>
                <option value="handbook" selected=!is_runbook>"Handbook"</option>
                <option value="part">"Part of the piece above"</option>
            </select>
        </div>
    }
}

/// The headings in a piece: each can begin one of its own.
#[component]
fn Inside(headings: Vec<HeadingView>, file: usize, title: String) -> impl IntoView {
    let words = counted(headings.len(), "heading");
    let each = headings.into_iter().map(|heading| {
        let level = heading.level.map(|level| format!("{} ", "#".repeat(level.into()))).unwrap_or_default();
        view! {
            <label class="choice">
                <input type="checkbox" name=format!("pieces[p{file}-{}]", heading.line) value="piece"/>
                <span><span class="mono">{level}</span>{heading.words}<small>{format!("line {}", heading.line)}</small></span>
            </label>
        }
    });
    view! {
        <details class="cuts">
            <summary>{words}<span class="hidden-visually">{format!(" in “{title}”")}</span></summary>
            <fieldset><legend>"A piece of its own begins at"</legend>{each.collect_view()}</fieldset>
        </details>
    }
}

fn fate(kind: &PieceIs) -> Html {
    let PieceIs::Runbook(runbook) = kind else { return ().into_html() };
    let fate = match &runbook.fate {
        FateView::New => view! { <Tag words="New" tone="accent"/> }.into_html(),
        FateView::Same => view! { <Tag words="Unchanged"/> }.into_html(),
        FateView::Version { number, .. } => view! { <Tag words=format!("v{number}") tone="soon"/> }.into_html(),
        FateView::Kept { number, .. } => view! { <Tag words=format!("Stays at v{number}") tone="soon"/> }.into_html(),
    };
    view! { {fate}{runbook.retired.then(|| view! { <Tag words="Retired"/> })} }.into_html()
}

fn remarks(kind: &PieceIs) -> Vec<String> {
    let runbook = match kind {
        PieceIs::Handbook(kind) => return vec![handbook_words(*kind).to_owned()],
        PieceIs::Rest => return vec!["the file’s own text: in no runbook and no handbook section".to_owned()],
        PieceIs::Runbook(runbook) => runbook,
    };
    let FoundRunbook { owners, fate, health, review_days, is_said, retired, .. } = &**runbook;
    let mut remarks = Vec::new();
    remarks.push(if owners.is_empty() { "no owner".to_owned() } else { owners.join(", ") });
    remarks.extend(review_days.map(|days| format!("reviewed every {}", counted(days.into(), "day"))));
    if *is_said {
        remarks.push("as you said".to_owned());
    }
    remarks.push(format!("health {} of 100: {}", health.score, health.words()));
    if let FateView::Version { of, .. } = fate {
        remarks.push(format!("a new version of “{of}”"));
    }
    if *retired {
        remarks.push("stays out of use until somebody reinstates it".to_owned());
    }
    remarks
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
