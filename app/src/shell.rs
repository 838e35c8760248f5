use domain::people::Permission;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

use crate::App;

/// Where the browser finds code and style: their names carry a hash of their content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    /// What all pages but one run.
    pub tocsin: Code,
    /// What the page of a post-mortem runs for those who may write in it: the same, and the shared editor.
    pub editor: Code,
    /// The style of every page; for paper; for forced colours and more contrast.
    pub style: String,
    pub print: String,
    pub contrast: String,
}

/// A script, the module that it loads, and the style of what they show beside that of every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub style: Option<String>,
    pub script: String,
    pub module: String,
}

impl Assets {
    /// What the page at this path runs for somebody who may write post-mortems, or may not.
    fn code(&self, path: &str, may_write: bool) -> &Code {
        let number = path.strip_prefix("/postmortems/").filter(|_| may_write);
        if number.is_some_and(|number| number.parse::<i64>().is_ok()) { &self.editor } else { &self.tocsin }
    }
}

/// The document around every page, and the policy on what may run in it.
pub fn shell(assets: &Assets) -> impl IntoView + use<> {
    let nonce = use_nonce();
    set_policy(nonce.as_ref().map(ToString::to_string));
    let path = use_context::<http::request::Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
    // What is kept on a device is kept for a person.
    let who = crate::request::signed_in();
    let person = who.as_ref().and_then(|who| who.actor.person().map(|person| person.id.to_string()));
    let may_write = who.is_some_and(|who| who.may(Permission::WritePostmortem).is_ok());
    let Code { script, module, .. } = assets.code(&path, may_write).clone();
    // Read or written, it looks the same.
    let own_style = assets.code(&path, true).style.clone();
    let Assets { style, print, contrast, .. } = assets.clone();
    let start = start(&script, &module);
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="data:,"/>
                <link rel="stylesheet" href=style/>
                {own_style.map(|href| view! { <link rel="stylesheet" href=href/> })}
                <link rel="stylesheet" href=contrast media="(forced-colors: active), (prefers-contrast: more)"/>
                <link rel="stylesheet" href=print media="print"/>
                <script nonce=nonce.clone()>{THEME}</script>
                <MetaTags/>
            </head>
            <body data-person=person>
                <App/>
                <script type="module" nonce=nonce inner_html=start></script>
            </body>
        </html>
    }
}

/// The theme that was chosen, before anything is painted.
const THEME: &str = "try{const t=localStorage.getItem('theme');if(t)document.documentElement.dataset.theme=t}catch{}";

/// Loads the module and hands every island its own element: once the whole page has been painted, which can be read and
/// used before any of it runs. The first paint may be of its beginning alone, so two frames more are waited for. A page
/// that nobody looks at isn't painted, and a browser may not say when it has: neither waits for long. Between one island
/// and the next the page takes presses: all of them at once would hold a phone for longer than one notices.
fn start(script: &str, module: &str) -> String {
    format!(
        "let begun=false;\
         const begin=async()=>{{\
         if(begun)return;begun=true;\
         const module_or_path=fetch('{module}');\
         const app=await import('{script}');\
         await app.default({{module_or_path}});\
         const breath=()=>new Promise(done=>setTimeout(done));\
         await breath();\
         app.hydrate();\
         for(const island of document.querySelectorAll('leptos-island')){{\
         await breath();\
         app[island.dataset.component]?.(island)}}\
         document.documentElement.dataset.ready=''}};\
         const frames=()=>requestAnimationFrame(()=>requestAnimationFrame(begin));\
         try{{new PerformanceObserver(frames).observe({{type:'paint',buffered:true}})}}catch{{}}setTimeout(begin,500)"
    )
}

fn set_policy(nonce: Option<String>) {
    let nonce = nonce.map(|nonce| format!(" 'nonce-{nonce}'")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{nonce}; style-src 'self'{nonce}; style-src-attr 'none'; \
         img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let (Some(options), Ok(value)) = (use_context::<leptos_axum::ResponseOptions>(), http::HeaderValue::from_str(&policy)) {
        options.insert_header(http::header::CONTENT_SECURITY_POLICY, value);
    }
}
