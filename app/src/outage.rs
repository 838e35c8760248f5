use leptos::prelude::*;

use crate::{
    Assets,
    fault::Fault,
    ui::{Entrance, comes_anew, filling},
};

/// What somebody asked for while the database was away, so that it can be asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Again {
    /// A page, by its path.
    Look(String),
    /// A form: where it goes, the page that it stood on, and what it says, without any password.
    Send { action: String, back: String, fields: Vec<(String, String)> },
}

/// The page for a time without a database. It needs nothing but itself: no database, no script.
pub fn outage_page(assets: &Assets, fault: &Fault, again: Again) -> String {
    let (style, contrast) = (assets.style.clone(), assets.contrast.clone());
    let lead = fault.to_string();
    let seconds = if let Again::Look(path) = &again { comes_anew(path) } else { None };
    Owner::new().with(|| {
        view! {
            <!DOCTYPE html>
            <html lang="en">
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                    <meta name="color-scheme" content="light dark"/>
                    <title>"Not just now"</title>
                    {seconds.map(|seconds| view! { <meta http-equiv="refresh" content=seconds.to_string()/> })}
                    <link rel="icon" href="data:,"/>
                    <link rel="stylesheet" href=style/>
                    <link rel="stylesheet" href=contrast media="(forced-colors: active), (prefers-contrast: more)"/>
                </head>
                <body>
                    <Entrance heading="Not just now" lead>{next(again)}</Entrance>
                </body>
            </html>
        }
        .to_html()
    })
}

fn next(again: Again) -> AnyView {
    match again {
        Again::Look(path) => view! { <p><a class="button" href=path>"Try again"</a></p> }.into_any(),
        Again::Send { back, fields, .. } if fields.is_empty() => {
            view! { <p><a class="button" href=back>"Back to the page"</a></p> }.into_any()
        }
        Again::Send { action, back, fields } => {
            let words: Vec<_> = fields.iter().map(|(_, value)| value.clone()).filter(|value| is_prose(value)).collect();
            let hidden = fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
            view! {
                <form method="post" action=action>
                    {hidden.collect_view()}
                    {(!words.is_empty()).then(|| view! {
                        <label class="field">
                            <span>"What you typed"</span>
                            <textarea class="input" readonly rows="6" inner_html=filling(&words.join("\n\n"))></textarea>
                        </label>
                    })}
                    <p><button class="button" data-kind="primary">"Send it again"</button></p>
                </form>
                <p><a href=back>"Back to the page"</a></p>
            }
            .into_any()
        }
    }
}

/// Ids and words of a choice are of no use to somebody who wants to keep what was typed.
fn is_prose(value: &str) -> bool {
    value.trim().contains(char::is_whitespace)
}
