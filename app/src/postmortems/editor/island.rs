use leptos::prelude::*;
use uuid::Uuid;

use crate::live::ConnectionStrip;

/// What became of the words typed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(not(feature = "editor"), expect(dead_code, reason = "only a browser keeps and saves"))]
pub(super) enum Keeping {
    /// The text has not come yet.
    #[default]
    Opening,
    /// On their way, or kept on this device until there is a way.
    Unsent,
    /// The server has stored everything.
    Saved,
}

/// What the editor says about itself.
#[derive(Clone, Copy, Default)]
pub(super) struct Status {
    pub(super) keeping: RwSignal<Keeping>,
    pub(super) is_live: RwSignal<bool>,
    pub(super) refusal: RwSignal<Option<String>>,
    /// Names of those who have the page open.
    pub(super) people: RwSignal<Vec<String>>,
}

/// Takes the sections over when its code has come, and says here what becomes of the words.
#[island]
pub(in crate::postmortems) fn EditorIsland(id: Uuid, seq: i64) -> impl IntoView {
    let status = Status::default();
    #[cfg(feature = "editor")]
    Effect::new(move |_| {
        // In a task of its own: a phone takes presses before it.
        let owner = Owner::current().unwrap_or_default();
        let begin = move || owner.with(|| super::browser::begin(id, seq, status));
        set_timeout(begin, std::time::Duration::ZERO);
    });
    #[cfg(not(feature = "editor"))]
    let _ = (id, seq);
    let saved = move || match (status.keeping.get(), status.is_live.get()) {
        (Keeping::Opening, _) => "",
        (Keeping::Saved, _) => "Saved",
        (Keeping::Unsent, true) => "Saving",
        (Keeping::Unsent, false) => "Kept on this device until the connection is back",
    };
    let said = RwSignal::new("");
    #[cfg(feature = "editor")]
    say_now_and_then(saved, said);
    // No green dot over words that the server has not stored.
    let word = move || match (status.keeping.get(), status.is_live.get()) {
        (Keeping::Saved, true) => "live",
        (_, true) | (Keeping::Opening, _) => "connecting",
        _ => "offline",
    };
    let here = move || match status.people.get().join(", ") {
        nobody if nobody.is_empty() => nobody,
        names => format!("{names} here"),
    };
    view! {
        <ConnectionStrip meanwhile="What you write in the sections is kept here and sent when it is back. Reviews and action items wait for it: what you typed into them stays."/>
        <div class="notice" data-tone="late" role="alert" hidden=move || status.refusal.get().is_none()>{move || status.refusal.get()}</div>
        <section class="here" aria-label="People here">
            <span class="live" data-live=word>{saved}</span>
            <span class="hidden-visually" role="status">{said}</span>
            " "
            <span>{here}</span>
        </section>
    }
}

/// Tells those who listen what lasts: with every stroke the words go from saved to saving and back.
#[cfg(feature = "editor")]
fn say_now_and_then(saved: impl Fn() -> &'static str + Copy + 'static, said: RwSignal<&'static str>) {
    const PAUSE: std::time::Duration = std::time::Duration::from_secs(4);
    let is_waiting = StoredValue::new(false);
    Effect::new(move |_| {
        let now = saved();
        if is_waiting.get_value() || now == said.get_untracked() {
            return;
        }
        is_waiting.set_value(true);
        let say = move || {
            is_waiting.set_value(false);
            let lasts = untrack(saved);
            if lasts != "Saving" && lasts != said.get_untracked() {
                said.set(lasts);
            }
        };
        set_timeout(say, PAUSE);
    });
}
