use domain::{
    diagnostics::{Outcome, ProbeRun},
    incidents::Evidence,
};
use leptos::prelude::*;

use super::evidence_excerpt::Excerpt;
use crate::ui::{Icon, Moment};

/// What a probe saw, `E-n`, wherever it is shown: in the room, on the page of the incident's probes, in a post-mortem.
/// A view of its data alone, so that the browser can make one too.
#[component]
pub fn EvidenceCard(evidence: Evidence) -> impl IntoView {
    let Evidence { number, run, by, item, .. } = evidence;
    let excerpt = run.excerpt.clone().filter(|_| run.outcome.was_seen());
    view! {
        <article class="evidence" id=format!("e{number}") aria-label=format!("Evidence E-{number}")>
            <header>
                <h3>{format!("E-{number} {}", run.title)}</h3>
                <span class="tag">{run.target.clone()}</span>
                <p class="meta">
                    <span>{format!("{} ran it", by.name())}</span>
                    <Moment at=run.started_at/>
                    <span class="num">{format!("{} ms", run.duration_ms)}</span>
                    {item.map(|item| view! { <span class="key">{item}</span> })}
                </p>
            </header>
            {excerpt.map(|seen| view! { <Excerpt number seen/> })}
            <VerdictLine run=run.clone()/>
            <details class="asked"><summary class="meta">"What was asked"</summary>
                <pre tabindex="0" role="group" aria-label=format!("What E-{number} asked")><code>{run.request.clone()}</code></pre></details>
            <Fingerprint run/>
        </article>
    }
}

/// The outcome in words, with its sign and the reason.
#[component]
fn VerdictLine(run: ProbeRun) -> impl IntoView {
    let (sign, tone) = match run.outcome {
        Outcome::Holds => ("holds", "holds"),
        Outcome::DoesNotHold => ("fails", "fails"),
        Outcome::CouldNotObserve => ("unseen", "unseen"),
        Outcome::Refused => ("refused", "refused"),
        Outcome::Observed => ("eye", "observed"),
    };
    view! {
        <div class="verdict" data-outcome=tone>
            <Icon name=sign/>
            <div>
                <b>{capitalised(run.outcome.label())}":"</b>" "
                {run.predicate.map(|predicate| view! { <code>{predicate}</code>". " })}
                {run.explanation}
            </div>
        </div>
    }
}

/// How much was read, and what proves that it is this.
#[component]
fn Fingerprint(run: ProbeRun) -> impl IntoView {
    let read = (run.output_bytes > 0).then(|| size(run.output_bytes));
    let masked = (run.redactions > 0).then(|| match run.redactions {
        1 => "1 secret masked".to_owned(),
        several => format!("{several} secrets masked"),
    });
    let sha = run.output_sha256.filter(|sha| sha.is_ascii() && sha.len() > 8);
    (read.is_some() || sha.is_some() || masked.is_some()).then(|| {
        view! {
            <footer>
                {read.map(|read| view! { <span>{read}</span> })}
                {run.truncated.then(|| view! { <span class="soon">"Cut off: the target had more to say"</span> })}
                {masked.map(|masked| view! { <span>{masked}</span> })}
                {sha.map(|sha| {
                    let short = format!("{}…{}", &sha[..4], &sha[sha.len() - 4..]);
                    view! { <span class="nowrap" title=sha>"sha256 "<code>{short}</code></span> }
                })}
            </footer>
        }
    })
}

fn size(bytes: u64) -> String {
    if bytes < 1024 { format!("{bytes} bytes") } else { format!("{} kB", bytes.div_ceil(1024)) }
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
