use leptos::prelude::*;

use super::api::FreshLink;
use crate::ui::{IntoHtml, Moment};

/// A link that was made just now, above all else. Shown once: only a digest of it is kept.
#[component]
pub(super) fn ShownOnce(link: FreshLink) -> impl IntoView {
    let (label, url, hint) = match link {
        FreshLink::Invitation(url) => {
            let hint =
                "Send it to them in a way that you trust. It is shown only now, is good for seven days, and can be used once.";
            ("Invitation link".to_owned(), url, hint.into_html())
        }
        FreshLink::Password { url, link } => {
            let hint = view! {
                "Hand it to them in a way that you trust: whoever has it chooses their password. "
                "It is shown only now, is good until "<Moment at=link.expires_at dated=true/>
                " UTC, and can be used once. A letter tells them that you made it."
            };
            (format!("Password link for {}", link.name), url, hint.into_html())
        }
    };
    view! {
        <div class="part">
            <div class="notice" data-tone="accent" role="status">
                <div class="field">
                    <label for="fresh-link">{label}</label>
                    <input class="input" id="fresh-link" value=url readonly aria-describedby="fresh-link-hint"/>
                    <p class="hint" id="fresh-link-hint">{hint}</p>
                </div>
            </div>
        </div>
    }
}
