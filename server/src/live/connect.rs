use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{Backend, accounts::SessionKey};
use domain::{people::Who, postmortems::LARGEST_UPDATE};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        handshake::derive_accept_key,
        protocol::{Role, WebSocketConfig},
    },
};

use super::{
    Hub,
    socket::{self, Reader},
};
use crate::http::socket_of;

/// A message from a browser may be this large: an update of a shared text is the largest, in base64, and a few words around it.
const LARGEST: usize = LARGEST_UPDATE.div_ceil(3) * 4 + 1024;
/// The default of 128 kB a connection at rest would be most of what a watcher costs. It grows with what comes.
const READ_BUFFER: usize = 1024;

/// Takes the connection, if it comes from one of our own pages and from somebody signed in.
pub(crate) async fn connect(
    who: Option<Extension<Who>>,
    session: Option<Extension<SessionKey>>,
    State(backend): State<Backend>,
    Extension(Hub { people, rooms, sockets, stop, public_origin }): Extension<Hub>,
    mut request: Request,
) -> Response {
    let Some(accept) = accept(request.headers()) else {
        return (StatusCode::BAD_REQUEST, "This address is for WebSockets: open one of Tocsin's pages.").into_response();
    };
    if !is_own_origin(request.headers(), &public_origin) {
        return (StatusCode::FORBIDDEN, "This connection is for Tocsin's own pages.").into_response();
    }
    let (Some(Extension(who)), Some(Extension(session))) = (who, session) else {
        return (StatusCode::UNAUTHORIZED, "Sign in first; then the page connects.").into_response();
    };
    let Some(registered) = sockets.register() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "Too many pages are open here. This one tries again by itself.")
            .into_response();
    };
    let (stopping, upgrade) = (stop.register(), hyper::upgrade::on(&mut request));
    tokio::spawn(async move {
        // None where it was gone before it began.
        let Some((stream, begun)) = upgrade.await.ok().and_then(socket_of) else { return };
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            // Of what the library itself says, such as the answers to pings that somebody sends who reads nothing. What we say
            // goes past it.
            .max_write_buffer_size(16 * 1024)
            .max_message_size(Some(LARGEST))
            // A frame that says that it is larger is not even begun.
            .max_frame_size(Some(LARGEST));
        // A copy of what there is of it: the buffer that it was read into is eight kilobytes, mostly of nothing.
        let socket = WebSocketStream::from_partially_read(stream, begun.to_vec(), Role::Server, Some(config)).await;
        let _open = sockets.open();
        socket::serve(socket, Reader { who, session, backend, people, rooms, stopping }).await;
        drop(registered);
    });
    let upgrades = [
        (header::CONNECTION, HeaderValue::from_static("upgrade")),
        (header::UPGRADE, HeaderValue::from_static("websocket")),
        (header::SEC_WEBSOCKET_ACCEPT, accept),
    ];
    (StatusCode::SWITCHING_PROTOCOLS, upgrades).into_response()
}

/// The answer to the key of an opening handshake (RFC 6455, 4.2), if it is one.
fn accept(headers: &HeaderMap) -> Option<HeaderValue> {
    let says = |name: HeaderName, word: &str| {
        let words = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        words.split(',').any(|one| one.trim().eq_ignore_ascii_case(word))
    };
    let is_opening =
        says(header::CONNECTION, "upgrade") && says(header::UPGRADE, "websocket") && says(header::SEC_WEBSOCKET_VERSION, "13");
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|_| is_opening)?;
    derive_accept_key(key.as_bytes()).parse().ok()
}

/// Whether the page is of the host that it connects to. Of plain HTTP it may be, but not where people are to reach that very
/// host by HTTPS: whoever sits on the way can make such a page. By another name, or from this machine, `public_origin` says
/// nothing, and we can't see what the browser speaks.
fn is_own_origin(headers: &HeaderMap, public_origin: &str) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://"));
    let (Some(host), Some((scheme, from))) = (text(header::HOST), origin) else { return false };
    let is_by_https = public_origin.strip_prefix("https://") == Some(host);
    from == host && (scheme == "https" || (scheme == "http" && !is_by_https))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_is_answered_as_the_standard_has_it() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            (header::CONNECTION, "keep-alive, Upgrade"),
            (header::UPGRADE, "websocket"),
            (header::SEC_WEBSOCKET_VERSION, "13"),
            (header::SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ=="),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        // RFC 6455, 1.3.
        assert_eq!(accept(&headers).unwrap(), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        for name in [header::CONNECTION, header::UPGRADE, header::SEC_WEBSOCKET_VERSION, header::SEC_WEBSOCKET_KEY] {
            let mut less = headers.clone();
            less.remove(name);
            assert_eq!(accept(&less), None);
        }
    }
}
