//! Sign-in by a provider: away from here, and back.
//!
//! Coming back is the one GET that changes something, as OpenID Connect would have it: what it brings is used once, and
//! only together with the cookie that this very browser got when it left.

use app::{
    Assets,
    accounts::{BEGIN, Here, leaving_page},
    fault::Fault,
    flash::Flash,
    request::own_path,
};
use axum::{
    Extension, Form,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use backend::{Backend, accounts::ProviderAnswer};
use serde::Deserialize;

use super::{
    again::away,
    returned::{Sender, come_back},
};

/// Nothing may run there, and only our own style is loaded; where it leads is in the page itself.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
);
/// In seconds: as long as an attempt waits.
const KEPT: u32 = 600;

/// What leaving takes beside the request.
#[derive(Clone)]
pub(super) struct Entry {
    assets: Assets,
    is_https: bool,
}

/// The form on the sign-in page.
#[derive(Deserialize)]
pub(super) struct Choice {
    provider: String,
    #[serde(default)]
    next: String,
}

impl Entry {
    pub(super) fn new(assets: Assets, public_url: &str) -> Self {
        Self { assets, is_https: public_url.starts_with("https://") }
    }

    /// Over HTTPS no neighbour in the same domain can set it.
    fn cookie(&self) -> &'static str {
        if self.is_https { "__Host-tocsin-sign-in" } else { "tocsin-sign-in" }
    }

    /// Lax, since the way back begins on another site.
    fn set_cookie(&self, secret: &str, seconds: u32) -> Option<HeaderValue> {
        let secure = if self.is_https { "; Secure" } else { "" };
        let cookie = format!("{}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", self.cookie());
        HeaderValue::from_str(&cookie).ok()
    }

    fn secret(&self, headers: &HeaderMap) -> Option<String> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find_map(|(name, value)| (name == self.cookie()).then(|| value.to_owned()))
    }
}

/// `POST /sign-in/with`: begins, and shows the page that leads to the provider.
pub(super) async fn begin(
    State(backend): State<Backend>,
    Extension(entry): Extension<Entry>,
    parts: Parts,
    Form(Choice { provider, next }): Form<Choice>,
) -> Response {
    let here = match Here::of(&parts) {
        Ok(here) => here,
        Err(fault) => return away(fault),
    };
    match backend.begin_provider_sign_in(&provider, own_path(&next), here.address).await {
        Err(error) => back(&backend, &here, Sender::of(&parts.extensions), error.into()).await,
        Ok(begun) => {
            let page = leaving_page(&entry.assets, &begun.name, begun.url.as_str());
            let mut response = ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(page)).into_response();
            if let Some(cookie) = entry.set_cookie(&begun.secret, KEPT) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
    }
}

/// `GET /sign-in/KEY/return`: the browser is back, with a code or without.
pub(super) async fn finish(
    State(backend): State<Backend>,
    Extension(entry): Extension<Entry>,
    Path(provider): Path<String>,
    answer: Result<Query<ProviderAnswer>, QueryRejection>,
    parts: Parts,
) -> Response {
    let here = match Here::of(&parts) {
        Ok(here) => here,
        Err(fault) => return away(fault),
    };
    // What can't be read is an answer to nothing that was asked.
    let answer = answer.map(|Query(answer)| answer).unwrap_or_default();
    let mut response = match backend.finish_provider_sign_in(&provider, answer, entry.secret(&parts.headers)).await {
        Err(error) => back(&backend, &here, Sender::of(&parts.extensions), error.into()).await,
        Ok((signed_in, next)) => match here.admit(&signed_in).await {
            Err(fault) => away(fault),
            Ok(()) => Redirect::to(own_path(&next)).into_response(),
        },
    };
    if let Some(cookie) = entry.set_cookie("", 0) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// To the sign-in page, which says why.
async fn back(backend: &Backend, here: &Here, sender: Sender, fault: Fault) -> Response {
    if matches!(fault, Fault::Away(_)) {
        return away(fault);
    }
    let flash = Flash { action: BEGIN.to_owned(), fault: Some(fault), fields: vec![] };
    come_back(backend, &here.session, sender, "/sign-in", flash).await
}
