use axum::{
    Extension,
    extract::{State, WebSocketUpgrade},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{Backend, accounts::SessionKey};
use domain::people::Who;

use super::{
    Hub,
    socket::{self, Reader},
};

/// A message from a browser may be this large: an update of a shared text is the largest.
const LARGEST: usize = 512 * 1024;
/// The default of 128 kB a connection at rest would be most of what a watcher costs.
const READ_BUFFER: usize = 4096;

/// Takes the connection, if it comes from one of our own pages and from somebody signed in.
pub(crate) async fn connect(
    upgrade: WebSocketUpgrade,
    headers: HeaderMap,
    who: Option<Extension<Who>>,
    session: Option<Extension<SessionKey>>,
    State(backend): State<Backend>,
    Extension(Hub { people, rooms, sockets, stop }): Extension<Hub>,
) -> Response {
    if !is_own_origin(&headers) {
        return (StatusCode::FORBIDDEN, "This connection is for Tocsin's own pages.").into_response();
    }
    let (Some(Extension(who)), Some(Extension(session))) = (who, session) else {
        return (StatusCode::UNAUTHORIZED, "Sign in first; then the page connects.").into_response();
    };
    let Some(registered) = sockets.register() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "Too many pages are open here. This one tries again by itself.")
            .into_response();
    };
    let stopping = stop.register();
    upgrade.read_buffer_size(READ_BUFFER).max_message_size(LARGEST).on_upgrade(async move |socket| {
        let _open = sockets.open();
        socket::serve(socket, Reader { who, session, backend, people, rooms, stopping }).await;
        drop(registered);
    })
}

fn is_own_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let host = text(header::HOST);
    let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    host.is_some() && origin == host
}
