//! What a browser gets in the place of what can't be had or done just now: a page with a sentence, and its form to be
//! sent again, so that nothing that somebody typed is lost.

use app::{
    Again, Assets, Hindrance,
    accounts::{AGAIN, api::SignIn},
    again_page,
    fault::Fault,
    request::{Reference, is_ours},
};
use axum::{
    Json,
    body::{Body, Bytes, HttpBody as _},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use leptos::server_fn::ServerFn as _;

use super::{
    body::{MOST, to_be_shown},
    forms::{back, is_urlencoded, takes_html, url_fields},
};

/// Seconds after which a machine may ask again.
pub(super) const LATER: HeaderValue = HeaderValue::from_static("5");
const POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'");

/// In the name of each field that holds one.
const PASSWORD: &[u8] = b"password=";

/// In an answer that could not be what was asked for.
#[derive(Debug, Clone)]
struct Hindered(Hindrance);

/// The answer to a request that came while the database was away: the fault as a server function would tell it, until
/// [`keep_what_was_asked`] makes a page of it for those who read pages.
pub(crate) fn away(fault: Fault) -> Response {
    let mut response = told(&fault);
    response.headers_mut().insert(header::RETRY_AFTER, LATER);
    response.extensions_mut().insert(Hindered(Hindrance::Away(fault)));
    response
}

/// The answer to a form of somebody who is not signed in any more, likewise.
pub(super) fn sign_in_first(fault: &Fault) -> Response {
    let mut response = told(fault);
    response.extensions_mut().insert(Hindered(Hindrance::SignedOut));
    response
}

fn told(fault: &Fault) -> Response {
    (StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE), Json(fault)).into_response()
}

/// Shows a page with what was asked, and with what was typed into a form.
pub(super) async fn keep_what_was_asked(State(assets): State<Assets>, request: Request, next: Next) -> Response {
    let reference = request.extensions().get::<Reference>().map(|reference| reference.0.clone()).unwrap_or_default();
    if !takes_html(request.headers()) {
        let response = next.run(request).await;
        return if is_wordless(&response) { away(Fault::Away(reference)) } else { response };
    }
    let is_form = request.method() == Method::POST && is_urlencoded(request.headers());
    let is_sign_in = is_form && request.uri().path() == SignIn::PATH;
    let (path, back) = (request.uri().to_string(), back(&request));
    let mut brought = None;
    let (request, again) = if is_form {
        let (parts, body) = request.into_parts();
        let action = format!(
            "{}?back={}",
            parts.uri.path(),
            serde_urlencoded::to_string([("", &back)]).unwrap_or_default().trim_start_matches('=')
        );
        // What holds more than can be shown is not read to its end.
        let (typed, again) = match to_be_shown(body).await {
            Ok(typed) => (Some(typed.clone()), asked(&typed, action, back)),
            Err(unread) if unread.is_too_large() => (None, Again::Look(back)),
            Err(unread) => return unread.as_text(),
        };
        let Some(typed) = typed.filter(|typed| typed.len() <= MOST) else {
            return page(&assets, StatusCode::PAYLOAD_TOO_LARGE, &Hindrance::TooLarge(MOST / 1024 / 1024), again);
        };
        brought = is_sign_in.then(|| brought_along(&typed)).flatten();
        (Request::from_parts(parts, Body::from(typed)), again)
    } else if request.method() == Method::GET {
        (request, Again::Look(path))
    } else {
        (request, Again::Look(back))
    };
    let response = next.run(request).await;
    if let Some(again) = brought.filter(|_| has_signed_in(&response)) {
        let mut shown = page(&assets, StatusCode::OK, &Hindrance::SignedIn, again);
        hand_on(response.headers(), &mut shown);
        return shown;
    }
    let hindrance = match response.extensions().get::<Hindered>() {
        Some(Hindered(hindrance)) => hindrance.clone(),
        None if is_wordless(&response) => Hindrance::Away(Fault::Away(reference)),
        None => return response,
    };
    match (&hindrance, again) {
        // Without a form to be kept, the page for signing in is enough.
        (Hindrance::SignedOut, Again::Look(back)) => {
            let next = serde_urlencoded::to_string([("next", back)]).unwrap_or_default();
            Redirect::to(&format!("/sign-in?{next}")).into_response()
        }
        (Hindrance::SignedOut, again) => page(&assets, StatusCode::UNAUTHORIZED, &hindrance, again),
        (_, again) => {
            let mut shown = page(&assets, StatusCode::SERVICE_UNAVAILABLE, &hindrance, again);
            shown.headers_mut().insert(header::RETRY_AFTER, LATER);
            shown
        }
    }
}

/// A form with a password is not kept, and without it not worth sending again.
fn asked(typed: &Bytes, action: String, back: String) -> Again {
    let is_secret = typed.windows(PASSWORD.len()).any(|word| word == PASSWORD);
    if is_secret { Again::Look(back) } else { Again::Send { action, back, fields: url_fields(typed) } }
}

/// The form that a sign-in brought along, if it is one of ours.
fn brought_along(typed: &Bytes) -> Option<Again> {
    let (_, again) = url_fields(typed).into_iter().find(|(name, _)| name == AGAIN)?;
    let again = serde_json::from_str(&again).ok()?;
    let is_one =
        matches!(&again, Again::Send { action, back, .. } if action.starts_with("/api/") && is_ours(action) && is_ours(back));
    is_one.then_some(again)
}

/// A sign-in that was refused leads back to the sign-in.
fn has_signed_in(response: &Response) -> bool {
    let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
    response.status().is_redirection() && to.is_some_and(|to| !to.starts_with("/sign-in"))
}

fn page(assets: &Assets, status: StatusCode, hindrance: &Hindrance, again: Again) -> Response {
    (status, [(header::CONTENT_SECURITY_POLICY, POLICY)], Html(again_page(assets, hindrance, again))).into_response()
}

/// The cookie of a sign-in belongs to whatever page follows.
fn hand_on(from: &HeaderMap, to: &mut Response) {
    for cookie in from.get_all(header::SET_COOKIE) {
        to.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
}

/// So is the answer whose session could not be stored.
fn is_wordless(response: &Response) -> bool {
    response.status() == StatusCode::INTERNAL_SERVER_ERROR && response.body().size_hint().exact() == Some(0)
}
