use leptos::prelude::*;

use crate::{Assets, ui::Entrance};

/// The page between our form and a provider. Browsers hold the answer of a form to our policy on where forms may go, and
/// a provider is not of our site; a page of its own that leads on by itself is no answer of a form. It needs no script.
pub fn leaving_page(assets: &Assets, name: &str, url: &str) -> String {
    let (style, contrast) = (assets.style.clone(), assets.contrast.clone());
    let (words, url) = (format!("Continue to {name}"), url.to_owned());
    let refresh = format!("0;url={url}");
    Owner::new().with(|| {
        view! {
            <!DOCTYPE html>
            <html lang="en">
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                    <meta name="color-scheme" content="light dark"/>
                    <meta http-equiv="refresh" content=refresh/>
                    <title>"One moment \u{b7} Tocsin"</title>
                    <link rel="icon" href="data:,"/>
                    <link rel="stylesheet" href=style/>
                    <link rel="stylesheet" href=contrast media="(forced-colors: active), (prefers-contrast: more)"/>
                </head>
                <body>
                    <Entrance heading="One moment" lead="You are led on, to prove who you are.">
                        <a class="button" data-kind="primary" href=url>{words}</a>
                    </Entrance>
                </body>
            </html>
        }
        .to_html()
    })
}
