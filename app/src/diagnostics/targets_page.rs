use domain::diagnostics::ExaminedTarget;
use leptos::prelude::*;

use super::{
    api::{self, Diagnostics},
    self_test::{SelfTestForm, Tests},
};
use crate::ui::{Frame, Icon, Place, Title, page};

/// What an administrator writes to have the first targets.
const SNIPPET: &str = r#"[targets.shop-db]
kind = "postgres"
url_env = "SHOP_DB_URL"   # postgres://look@db.internal/shop

[targets.shop]
kind = "http"
base_url = "https://shop.internal/"
headers = { authorization = { file = "/etc/tocsin/shop-token" } }
"#;

/// `/diagnostics`: the systems that probes may look at, and whether looking is all that is possible there.
#[component]
pub fn TargetsPage() -> impl IntoView {
    page(api::load_diagnostics(), |diagnostics| view! { <Targets diagnostics/> })
}

#[component]
fn Targets(diagnostics: Diagnostics) -> impl IntoView {
    let Diagnostics { targets, may_test, now } = diagnostics;
    let is_empty = targets.is_empty();
    view! {
        <Title text="Diagnostics · Tocsin"/>
        <Frame place=Place::Diagnostics here="Diagnostics">
            <div class="head"><div class="head-line"><h1>"Diagnostics"</h1></div>
                <p class="second">"The systems that a probe may look at. A probe reads and never changes; the self-test proves it."</p></div>
            <div class="body">
                {is_empty.then(|| view! { <NoTargets/> })}
                {targets.into_iter().map(|target| view! { <TargetPart target may_test now/> }).collect_view()}
            </div>
        </Frame>
    }
}

#[component]
fn TargetPart(target: ExaminedTarget, may_test: bool, now: chrono::DateTime<chrono::Utc>) -> impl IntoView {
    let ExaminedTarget { card, tested_at, tests } = target;
    let rows = card.max_rows.map(|rows| format!("{rows} rows, ")).unwrap_or_default();
    let limits = format!("At most {} s, {rows}{} kB", seconds(card.timeout_ms), card.max_bytes.div_ceil(1024));
    let heading = format!("target-{}-name", card.name);
    view! {
        <section class="part target" id=format!("target-{}", card.name) aria-labelledby=heading.clone()>
            <div class="part-head">
                <h2 id=heading.clone() tabindex="-1" data-row>{card.name.clone()}</h2>
                <span class="tag">{card.kind.label()}</span>
                <span class="meta">{limits}</span>
                {may_test.then(|| view! { <SelfTestForm name=card.name.clone()/> })}
            </div>
            <Tests tests tested_at now/>
        </section>
    }
}

/// `2500` milliseconds are 2.5 s.
fn seconds(milliseconds: u64) -> String {
    let (whole, rest) = (milliseconds / 1000, milliseconds % 1000 / 100);
    if rest == 0 && whole > 0 { whole.to_string() } else { format!("{whole}.{rest}") }
}

/// There is nothing to look at yet: what to write, and where.
#[component]
pub(super) fn NoTargets() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="probe"/>
            <b>"No target is configured."</b>
            <span>"An administrator adds a table for each system to tocsin.toml and starts Tocsin again. Give a database a role that can only read: "
                <code>"CREATE ROLE look LOGIN; GRANT pg_read_all_stats TO look;"</code></span>
        </div>
        <figure class="code"><figcaption><span>"tocsin.toml"</span></figcaption>
            <pre tabindex="0" role="group" aria-label="Example of tocsin.toml"><code>{SNIPPET}</code></pre></figure>
    }
}
