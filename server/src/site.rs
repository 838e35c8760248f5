//! The files of the site: script, module and style, with names that carry a hash of their content.

use std::{borrow::Cow, collections::HashMap};

use anyhow::Context;
use app::{Assets, Code};
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

/// In the binary with the feature `embed` or in a release build; in `target/site` otherwise.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[allow_missing = true]
struct Files;

/// What the pages need to know of the site.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) assets: Assets,
}

impl Site {
    pub(crate) fn load() -> anyhow::Result<Self> {
        let manifest = Files::get("manifest.json").context("The site was not built: run `bin/site`, then start again.")?;
        let names: HashMap<String, String> =
            serde_json::from_slice(&manifest.data).context("The site's manifest can't be read.")?;
        let address =
            |name: &str| names.get(name).map(|file| format!("/pkg/{file}")).with_context(|| format!("The site has no {name}."));
        let code = |name: &str, style: Option<&str>| {
            let (script, module) = (address(&format!("{name}.js"))?, address(&format!("{name}_bg.wasm"))?);
            Ok::<_, anyhow::Error>(Code { style: style.map(address).transpose()?, script, module })
        };
        Ok(Self {
            assets: Assets {
                tocsin: code("tocsin", None)?,
                editor: code("editor", Some("editor.css"))?,
                style: address("main.css")?,
                print: address("print.css")?,
                contrast: address("contrast.css")?,
            },
        })
    }
}

/// A file of the site, in brotli where the browser takes it. Its name changes with its content, so it is kept for ever.
pub(crate) async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let takes_brotli =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("br"));
    let plain = format!("pkg/{name}");
    let brotli = takes_brotli.then(|| Files::get(&format!("{plain}.br"))).flatten();
    let is_brotli = brotli.is_some();
    let Some(file) = brotli.or_else(|| Files::get(&plain)) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let body = match file.data {
        Cow::Borrowed(bytes) => axum::body::Body::from(bytes),
        Cow::Owned(bytes) => axum::body::Body::from(bytes),
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_brotli {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}
