//! Plain forms: a browser without script posts to a server function and gets a page for an answer.

use std::collections::HashMap;

use app::{
    fault::Fault,
    flash::{Flash, Refilled, TAKEN},
    live::ANEW,
    request::is_ours,
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use backend::Backend;
use tower_sessions::Session;

use super::{
    again::{away, sign_in_first},
    body::{LATER, MOST, Taken, read_before, whole},
    memory::Memory,
    returned::{Sender, come_back, take_returned},
};

/// A plain form gets `303 See Other`: to where the server function says, or back to its page. When it was refused,
/// the page shows the sentence and what was typed (once, from the session).
pub(super) async fn answer_plain_forms(
    State(backend): State<Backend>,
    State(memory): State<Memory>,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    let is_function = request.uri().path().starts_with("/api/");
    if request.method() == Method::GET && !is_function && takes_html(request.headers()) {
        return show_flash(session, request, next).await;
    }
    if request.method() != Method::POST || !is_function {
        return mend_status(next.run(request).await).await;
    }
    let is_form = takes_html(request.headers()) && is_urlencoded(request.headers());
    let (back, sender) = (back(&request), Sender::of(request.extensions()));
    let (mut parts, body) = request.into_parts();
    if !is_form {
        let Taken { bytes, share } = match whole(body, MOST, sender.whose(), &memory).await {
            Ok(taken) => taken,
            Err(unread) => return unread.as_fault(),
        };
        let response = mend_status(next.run(Request::from_parts(parts, Body::from(bytes))).await).await;
        drop(share);
        return response;
    }
    // By `keep_what_was_asked`, which takes no more than fits.
    let typed = match read_before(body).await {
        Ok(typed) => typed,
        Err(unread) => return unread.as_text(),
    };
    let action = parts.uri.path().to_owned();
    // Asked for JSON, the server function says what happened in a form that can be read here.
    parts.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let response = next.run(Request::from_parts(parts, Body::from(typed.clone()))).await;
    if response.status().is_success() || response.status().is_redirection() {
        let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
        let (parts, body) = response.into_parts();
        let refilled = if to.is_none() { read_refilled(body).await } else { None };
        return match refilled {
            Some(refilled) => come_back(&backend, &session, sender, &back, refilled.into_flash(url_fields(&typed))).await,
            None => {
                is_taken(&typed, with_cookies(&Response::from_parts(parts, Body::empty()), Redirect::to(&to.unwrap_or(back))))
            }
        };
    }
    let fault = read_fault(response).await;
    if matches!(fault, Fault::Away(_)) {
        return away(fault);
    }
    if fault == Fault::Refused(domain::Refusal::NotSignedIn) {
        return sign_in_first(&fault);
    }
    let flash = Flash { action, fault: Some(fault), fields: url_fields(&typed) };
    come_back(&backend, &session, sender, &back, flash).await
}

async fn show_flash(session: Session, mut request: Request, next: Next) -> Response {
    // It is for the page that the form leads back to, not for one that asks for itself meanwhile.
    if request.headers().contains_key(ANEW) {
        return next.run(request).await;
    }
    if let Some(flash) = take_returned(&session).await {
        request.extensions_mut().insert(flash);
    }
    next.run(request).await
}

/// Server functions answer every fault with 500; the fault itself knows better.
async fn mend_status(response: Response) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, MOST).await.unwrap_or_default();
    if let Some(status) = serde_json::from_slice::<Fault>(&body).ok().and_then(|fault| StatusCode::from_u16(fault.status()).ok())
    {
        parts.status = status;
        if status == StatusCode::SERVICE_UNAVAILABLE {
            parts.headers.insert(header::RETRY_AFTER, LATER);
        }
    }
    Response::from_parts(parts, Body::from(body))
}

async fn read_fault(response: Response) -> Fault {
    let status = response.status();
    let body = to_bytes(response.into_body(), MOST).await.unwrap_or_default();
    serde_json::from_slice(&body).unwrap_or_else(|_| Fault::Unreachable(format!("it answered {status}")))
}

/// Whether the answer is a form to be shown with other words in it.
async fn read_refilled(body: Body) -> Option<Refilled> {
    serde_json::from_slice(&to_bytes(body, MOST).await.ok()?).ok()
}

fn with_cookies(from: &Response, to: Redirect) -> Response {
    let mut to = to.into_response();
    for cookie in from.headers().get_all(header::SET_COOKIE) {
        to.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    to
}

/// Tells the browser which form was carried out, so that it keeps a draft of it no longer. For as long as the next page may
/// take to load.
fn is_taken(typed: &Bytes, mut to: Response) -> Response {
    let once = url_fields(typed).into_iter().find(|(name, _)| name == "once").map(|(_, once)| once);
    let once = once.filter(|once| !once.is_empty() && once.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'));
    let cookie = once.map(|once| format!("{TAKEN}{once}=1; Path=/; Max-Age=60; SameSite=Strict"));
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        to.headers_mut().append(header::SET_COOKIE, cookie);
    }
    to
}

pub(super) fn takes_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("text/html"))
}

pub(super) fn is_urlencoded(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// The path of the page that the form stood on, as it says itself or as the browser does; never another site's.
pub(super) fn back(request: &Request) -> String {
    let query: HashMap<String, String> =
        request.uri().query().and_then(|query| serde_urlencoded::from_str(query).ok()).unwrap_or_default();
    let referer = || {
        let referer = request.headers().get(header::REFERER).and_then(|value| value.to_str().ok())?;
        referer.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()))
    };
    let path = query.get("back").cloned().or_else(referer).unwrap_or_default();
    if is_ours(&path) { path } else { "/".to_owned() }
}

pub(super) fn url_fields(typed: &Bytes) -> Vec<(String, String)> {
    let fields = serde_urlencoded::from_bytes::<Vec<(String, String)>>(typed).unwrap_or_default();
    // A password is never kept, not even for the next page; nor is the token of a link, which that page has in its address.
    fields.into_iter().filter(|(name, _)| !["password", "token"].iter().any(|secret| name.contains(secret))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_a_password_nor_the_token_of_a_link_is_kept_for_the_next_page() {
        let typed = Bytes::from_static(b"once=1&token=t&name=Ada&password=p&new_password=n");
        let kept: Vec<String> = url_fields(&typed).into_iter().map(|(name, _)| name).collect();
        assert_eq!(kept, ["once", "name"]);
    }
}
