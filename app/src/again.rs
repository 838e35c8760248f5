use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

use crate::{
    Assets,
    accounts::{AGAIN, api::SignIn},
    fault::Fault,
    flash::is_was,
    request::encoded,
    ui::{Entrance, Field, Hidden, Html, IntoHtml, comes_anew, filling},
};

/// What somebody asked for in vain, so that it can be asked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Again {
    /// A page, by its path.
    Look(String),
    /// A form: where it goes, the page that it stood on, and what it says, without any password.
    Send { action: String, back: String, fields: Vec<(String, String)> },
}

/// Why somebody gets this page in the place of what they asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// The database can't be used.
    Away(Fault),
    /// Nobody is signed in here, any more or yet.
    SignedOut,
    /// Somebody signed in before their form was sent: here it is.
    SignedIn,
    /// The sign-in that their form waits for was refused, with this sentence.
    StillSignedOut(String),
    /// A form came back, with this sentence, and what was typed into it could not be kept for its page.
    NotKept { said: String, why: String },
    /// The form holds more than so many megabytes.
    TooLarge(usize),
}

impl Hindrance {
    fn heading(&self) -> &'static str {
        match self {
            Self::Away(_) => "Not just now",
            Self::SignedOut | Self::StillSignedOut(_) => "Sign in to send this",
            Self::SignedIn => "Signed in",
            Self::NotKept { .. } => "This came back",
            Self::TooLarge(_) => "Too much at once",
        }
    }

    fn lead(&self) -> String {
        match self {
            Self::Away(fault) => fault.to_string(),
            Self::SignedOut => {
                "Nobody is signed in here any more, so nothing was changed. What you typed is kept in this page: sign in, \
                and you can send it again."
                    .to_owned()
            }
            Self::SignedIn => "What you had typed was not sent yet. Sent now, it carries your name.".to_owned(),
            Self::StillSignedOut(said) => {
                format!("{said} What you had typed is kept in this page until you are signed in.").trim_start().to_owned()
            }
            Self::NotKept { said, why } => format!("{said} {why}").trim_start().to_owned(),
            Self::TooLarge(most) => format!(
                "A form may hold {most} MB, and this one holds more, so nothing was changed. Copy what you typed, go back to the page, and \
                 send it in several parts."
            ),
        }
    }
}

/// The page for what can't be had or done just now. It needs nothing but itself: no database, no script.
pub fn again_page(assets: &Assets, hindrance: &Hindrance, again: Again) -> String {
    let (style, contrast) = (assets.style.clone(), assets.contrast.clone());
    let (heading, lead) = (hindrance.heading(), hindrance.lead());
    let seconds = match (hindrance, &again) {
        (Hindrance::Away(_), Again::Look(path)) => comes_anew(path),
        _ => None,
    };
    Owner::new().with(|| {
        let next = next(hindrance, again);
        view! {
            <!DOCTYPE html>
            <html lang="en">
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                    <meta name="color-scheme" content="light dark"/>
                    <title>{heading}</title>
                    {seconds.map(|seconds| view! { <meta http-equiv="refresh" content=seconds.to_string()/> })}
                    <link rel="icon" href="data:,"/>
                    <link rel="stylesheet" href=style/>
                    <link rel="stylesheet" href=contrast media="(forced-colors: active), (prefers-contrast: more)"/>
                </head>
                <body>
                    <Entrance heading lead>{next}</Entrance>
                </body>
            </html>
        }
        .to_html()
    })
}

fn next(hindrance: &Hindrance, again: Again) -> Html {
    match again {
        Again::Look(path) => {
            let is_over = matches!(hindrance, Hindrance::TooLarge(_) | Hindrance::NotKept { .. });
            let words = if is_over { "Back to the page" } else { "Try again" };
            view! { <p><a class="button" href=path>{words}</a></p> }.into_html()
        }
        Again::Send { ref back, ref fields, .. } if fields.is_empty() => {
            let back = back.clone();
            view! { <p><a class="button" href=back>"Back to the page"</a></p> }.into_html()
        }
        Again::Send { ref back, .. } => {
            let back = back.clone();
            let send = match hindrance {
                Hindrance::SignedOut | Hindrance::StillSignedOut(_) => view! { <SignInFirst again/> }.into_html(),
                Hindrance::TooLarge(_) | Hindrance::NotKept { .. } => view! { <Words again/> }.into_html(),
                Hindrance::Away(_) | Hindrance::SignedIn => view! { <Send again/> }.into_html(),
            };
            view! { {send}<p><a href=back>"Back to the page"</a></p> }.into_html()
        }
    }
}

/// The form once more, as it was.
#[component]
fn Send(again: Again) -> impl IntoView {
    let Again::Send { action, fields, .. } = again.clone() else { return ().into_html() };
    let hidden = fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    view! {
        <form method="post" action=action>
            {hidden.collect_view()}
            <Words again/>
            <p><button class="button" data-kind="primary">"Send it again"</button></p>
        </form>
    }
    .into_html()
}

/// The sign-in, which takes the form along. Whoever signs in elsewhere, by a provider, comes back to this page and sends it.
#[component]
fn SignInFirst(again: Again) -> impl IntoView {
    let Again::Send { back, .. } = &again else { return ().into_html() };
    let page = format!("/sign-in?next={}", encoded(back));
    let action = format!("{}?back={}", SignIn::PATH, encoded(&page));
    let kept = serde_json::to_string(&again).unwrap_or_default();
    view! {
        <form method="post" action=action>
            <Hidden name="next" value=back.clone()/>
            <Hidden name=AGAIN value=kept/>
            <Field label="E-mail" name="email" kind="email" autocomplete="username" required=true maxlength=254/>
            <Field label="Password" name="password" kind="password" autocomplete="current-password" required=true/>
            <button class="button" data-kind="primary" type="submit">"Sign in"</button>
        </form>
        <p class="or">"or"</p>
        <p><a href=page target="_blank">"Sign in in another tab"</a>", come back here, and send it again."</p>
        <Send again/>
    }
    .into_html()
}

/// What somebody typed, to be read and copied.
#[component]
fn Words(again: Again) -> impl IntoView {
    let Again::Send { fields, .. } = again else { return None };
    let typed = fields.into_iter().filter(|(name, value)| !is_was(name) && is_prose(value));
    let words: Vec<_> = typed.map(|(_, value)| value).collect();
    (!words.is_empty()).then(|| {
        view! {
            <label class="field">
                <span>"What you typed"</span>
                <textarea class="input" readonly rows="6" inner_html=filling(&words.join("\n\n"))></textarea>
            </label>
        }
    })
}

/// Ids and words of a choice are of no use to somebody who wants to keep what was typed.
fn is_prose(value: &str) -> bool {
    value.trim().contains(char::is_whitespace)
}
