use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
    serve::ListenerExt as _,
};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use reqwest::redirect::Policy;
use tokio::{io::copy_bidirectional, net::TcpListener};

use crate::support::Server;

/// So many connections to each server are kept for the next request, as `docs/guides/scaling.md` has it.
const KEPT: usize = 64;

/// A plain proxy. Servers take turns, whoever asks and however they are. Where one refuses a connection, the next is asked,
/// since nothing was sent; all else is tried once, and what breaks then is a 502.
#[derive(Clone)]
struct Proxy {
    servers: Arc<[String]>,
    turn: Arc<AtomicUsize>,
    http: reqwest::Client,
}

/// Puts one before these servers, for as long as the test lasts, and gives its address.
pub(crate) async fn before(servers: &[&Server]) -> String {
    let http = reqwest::Client::builder().pool_max_idle_per_host(KEPT).redirect(Policy::none()).build().unwrap();
    let servers = servers.iter().map(|server| server.url.clone()).collect();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
    let router = Router::new().fallback(hand_on).with_state(Proxy { servers, turn: Arc::default(), http });
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn hand_on(State(proxy): State<Proxy>, mut request: Request) -> Response {
    let upgrade = request.headers().contains_key(header::UPGRADE).then(|| hyper::upgrade::on(&mut request));
    let (head, body) = request.into_parts();
    let (headers, body) = (of_message(&head.headers, upgrade.is_some()), to_bytes(body, usize::MAX).await.unwrap_or_default());
    let first = proxy.turn.fetch_add(1, Ordering::Relaxed);
    for n in 0..proxy.servers.len() {
        let server = &proxy.servers[(first + n) % proxy.servers.len()];
        let request = proxy.http.request(head.method.clone(), format!("{server}{}", head.uri));
        match request.headers(headers.clone()).body(body.clone()).send().await {
            Ok(answer) => return hand_back(answer, upgrade).await,
            Err(error) if error.is_connect() => {}
            Err(error) => return broken(&error),
        }
    }
    println!("no server takes {} {}", head.method, head.uri);
    StatusCode::BAD_GATEWAY.into_response()
}

/// All of an answer or none of it.
async fn hand_back(answer: reqwest::Response, upgrade: Option<OnUpgrade>) -> Response {
    let is_upgraded = answer.status() == StatusCode::SWITCHING_PROTOCOLS;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = answer.status();
    *response.headers_mut() = of_message(answer.headers(), is_upgraded);
    match upgrade {
        Some(upgrade) if is_upgraded => {
            tokio::spawn(both_ways(upgrade, answer));
        }
        _ => match answer.bytes().await {
            Ok(bytes) => *response.body_mut() = Body::from(bytes),
            Err(error) => return broken(&error),
        },
    }
    response
}

fn broken(error: &reqwest::Error) -> Response {
    println!("a request was sent, and its answer did not come: {error:?}");
    StatusCode::BAD_GATEWAY.into_response()
}

/// Until one of them closes.
async fn both_ways(browser: OnUpgrade, server: reqwest::Response) {
    if let (Ok(browser), Ok(mut server)) = (browser.await, server.upgrade().await) {
        let _ = copy_bidirectional(&mut TokioIo::new(browser), &mut server).await;
    }
}

/// The headers without those of the connection that it came on.
fn of_message(headers: &HeaderMap, is_upgraded: bool) -> HeaderMap {
    let mut headers = headers.clone();
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::TRANSFER_ENCODING);
    if !is_upgraded {
        headers.remove(header::CONNECTION);
        headers.remove(header::UPGRADE);
    }
    headers
}
