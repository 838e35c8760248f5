//! What a browser gets in the place of what can't be had or done just now: a page with a sentence, and its form to be
//! sent again, so that nothing that somebody typed is lost.

use std::convert::Infallible;

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
use backend::{Backend, accounts::SessionKey};
use domain::Refusal;
use leptos::server_fn::ServerFn as _;

use super::{
    body::{CROWDED, LATER, MOST, MOST_SHOWN, Taken, announced, read_before, whole},
    forms::{back, is_urlencoded, takes_html, url_fields},
    memory::{Memory, SMALL, Whose},
};
use crate::sessions::SessionCookie;

const POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'");

/// A page with a small form on it, each word of which stands there more than once, is not counted either.
const SMALL_PAGE: usize = 4 * SMALL;

/// A form with more fields doesn't come back: its page would be many times as large as what was sent. Of ours the preview of an
/// import alone can have so many, of a thousand runbooks and more.
const MOST_FIELDS: usize = 10_000;

/// In the name of each field that holds one.
const PASSWORD: &[u8] = b"password=";

/// In an answer that could not be what was asked for.
#[derive(Debug, Clone)]
struct Hindered(Hindrance);

/// In the answer to a form that comes back without being kept for its page.
#[derive(Debug, Clone)]
struct NotKept {
    said: String,
    why: String,
    back: String,
}

/// What somebody asked for, for the case that they don't get it.
struct Asked {
    /// The page that such an answer is for.
    again: Again,
    /// The form that a sign-in takes along.
    brought: Option<Again>,
    reference: String,
}

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

/// The answer to a form that comes back without being kept for its page, likewise: what is said of it, and why.
pub(super) fn not_kept(status: StatusCode, said: String, why: String, back: &str) -> Response {
    let fault = Fault::Refused(Refusal::unlawful(format!("{said} {why}").trim_start()));
    let mut response = (status, Json(fault)).into_response();
    response.extensions_mut().insert(NotKept { said, why, back: back.to_owned() });
    response
}

fn told(fault: &Fault) -> Response {
    (StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE), Json(fault)).into_response()
}

/// Shows a page with what was asked, and with what was typed into a form.
pub(super) async fn keep_what_was_asked(
    State(assets): State<Assets>,
    State(backend): State<Backend>,
    State(cookie): State<SessionCookie>,
    State(memory): State<Memory>,
    request: Request,
    next: Next,
) -> Response {
    let reference = request.extensions().get::<Reference>().map(|reference| reference.0.clone()).unwrap_or_default();
    if !takes_html(request.headers()) {
        let response = next.run(request).await;
        return if is_wordless(&response) { away(Fault::Away(reference)) } else { response };
    }
    let is_form = request.method() == Method::POST && is_urlencoded(request.headers());
    let is_sign_in = is_form && request.uri().path() == SignIn::PATH;
    let (path, back) = (request.uri().to_string(), back(&request));
    if !is_form {
        let again = Again::Look(if request.method() == Method::GET { path } else { back });
        let response = next.run(request).await;
        return answer(&assets, Asked { again, brought: None, reference }, response);
    }
    let (parts, body) = request.into_parts();
    let action = format!(
        "{}?back={}",
        parts.uri.path(),
        serde_urlencoded::to_string([("", &back)]).unwrap_or_default().trim_start_matches('=')
    );
    let key = cookie.key(&parts.headers).filter(|_| announced(&body).is_none_or(|length| length > SMALL));
    let whose = whose(&backend, key).await;
    // What holds more than can be shown is not read to its end.
    let too_large = |again| page(&assets, StatusCode::PAYLOAD_TOO_LARGE, &Hindrance::TooLarge(MOST / 1024 / 1024), again);
    let Taken { bytes: typed, share } = match whole(body, MOST_SHOWN, whose, &memory).await {
        Ok(taken) => taken,
        Err(unread) if unread.is_too_large() => return too_large(Again::Look(back)),
        Err(unread) => return unread.as_text(),
    };
    let again = asked(&typed, action, back);
    if typed.len() > MOST {
        drop((typed, share));
        return counted(too_large(again), whose, &memory).await;
    }
    let brought = is_sign_in.then(|| brought_along(&typed)).flatten();
    let response = next.run(Request::from_parts(parts, Body::from(typed))).await;
    let answer = answer(&assets, Asked { again, brought, reference }, response);
    // What was typed is in the memory until here.
    drop(share);
    counted(answer, whose, &memory).await
}

/// A page with a form on it is larger than the form, and there until it is sent: it counts as well.
async fn counted(page: Response, whose: Whose, memory: &Memory) -> Response {
    let length = announced(page.body()).unwrap_or_default();
    if length <= SMALL_PAGE {
        return page;
    }
    let Some(share) = memory.take(whose, length).await else { return CROWDED.as_text() };
    let (parts, body) = page.into_parts();
    let words = match read_before(body).await {
        Ok(words) => words,
        Err(unread) => return unread.as_text(),
    };
    // In pieces, of which the next is asked for once there is room on the line: of one whole the body would be gone at once.
    let pieces = futures::stream::unfold((words, share), async |(mut rest, share)| {
        let piece = rest.split_to(rest.len().min(SMALL));
        (!piece.is_empty()).then_some((Ok::<_, Infallible>(piece), (rest, share)))
    });
    Response::from_parts(parts, Body::from_stream(pieces))
}

/// Whose a form of this session is. Of small ones it is the same, and not asked: it takes a look into the database. While that
/// is away nobody can be told from a stranger.
async fn whose(backend: &Backend, key: Option<SessionKey>) -> Whose {
    let Some(key) = key else { return Whose::Strangers };
    if let Ok(Some(_)) = backend.session_bearer(&key).await { Whose::Members } else { Whose::Strangers }
}

/// What is answered, or a page in its place.
fn answer(assets: &Assets, asked: Asked, response: Response) -> Response {
    let Asked { again, brought, reference } = asked;
    if has_signed_in(&response)
        && let Some(again) = brought
    {
        let mut shown = page(assets, StatusCode::OK, &Hindrance::SignedIn, again);
        hand_on(response.headers(), &mut shown);
        return shown;
    }
    if let Some(NotKept { said, why, back }) = response.extensions().get::<NotKept>().cloned() {
        let mut shown = match brought {
            Some(again) => page(assets, response.status(), &Hindrance::StillSignedOut(said), again),
            None => page(assets, response.status(), &Hindrance::NotKept { said, why }, Again::Look(back)),
        };
        if let Some(seconds) = response.headers().get(header::RETRY_AFTER) {
            shown.headers_mut().insert(header::RETRY_AFTER, seconds.clone());
        }
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
        (Hindrance::SignedOut, again) => page(assets, StatusCode::UNAUTHORIZED, &hindrance, again),
        (_, again) => {
            // A sign-in is not kept, for its password; the form that it takes along is.
            let again = brought.unwrap_or(again);
            let mut shown = page(assets, StatusCode::SERVICE_UNAVAILABLE, &hindrance, again);
            shown.headers_mut().insert(header::RETRY_AFTER, LATER);
            shown
        }
    }
}

/// A form with a password is not kept, and without it not worth sending again.
fn asked(typed: &Bytes, action: String, back: String) -> Again {
    let is_secret = typed.windows(PASSWORD.len()).any(|word| word == PASSWORD);
    if is_secret || has_too_many_fields(typed) {
        Again::Look(back)
    } else {
        Again::Send { action, back, fields: url_fields(typed) }
    }
}

fn has_too_many_fields(typed: &Bytes) -> bool {
    typed.iter().filter(|byte| **byte == b'&').nth(MOST_FIELDS - 1).is_some()
}

/// The form that a sign-in brought along, if it is one of ours.
fn brought_along(typed: &Bytes) -> Option<Again> {
    if has_too_many_fields(typed) {
        return None;
    }
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
