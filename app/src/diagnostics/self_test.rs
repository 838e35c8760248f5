use chrono::{DateTime, Utc};
use domain::diagnostics::SelfTest;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::SelfTestTarget;
use crate::ui::{Ago, Form, Hidden, Icon, IntoHtml};

/// Tries on a target what must not be possible.
#[component]
pub(super) fn SelfTestForm(name: String) -> impl IntoView {
    view! {
        <Form action=SelfTestTarget::PATH of=name.clone() class="push">
            <Hidden name="target" value=name.clone()/>
            <button class="button" data-size="small" type="submit" aria-label=format!("Run self-test of {name}")>"Run self-test"</button>
        </Form>
    }
}

/// What the last self-test found: in a word, and check by check.
#[component]
pub(super) fn Tests(tests: Vec<SelfTest>, tested_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> impl IntoView {
    let Some(at) = tested_at else {
        return view! { <p class="second">"Not tested yet. Run the self-test before you rely on this target."</p> }.into_html();
    };
    let failed = tests.iter().filter(|test| !test.passed).count();
    let (tone, word) = match failed {
        0 => ("done", "Passed".to_owned()),
        _ => ("late", format!("{failed} of {} checks failed", tests.len())),
    };
    view! {
        <p><span class="tag" data-tone=tone>{word}</span>" "<span class="quiet"><Ago at now/></span></p>
        <ul class="rows">{tests.into_iter().map(|test| view! { <TestRow test/> }).collect_view()}</ul>
    }
    .into_html()
}

#[component]
fn TestRow(test: SelfTest) -> impl IntoView {
    let (class, sign, word) = if test.passed { ("lead", "check", "passed") } else { ("bad", "x", "failed") };
    view! {
        <li class=class><Icon name=sign/><span>{capitalised(&test.check)}</span><span>{word}</span><p class="meta">{test.said}</p></li>
    }
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
