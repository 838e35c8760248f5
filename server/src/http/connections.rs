use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{
    answer::Answer,
    pace::Paced,
    stream::Stream,
    waits::{Client, Clients},
};
use crate::stop::Stop;

/// The most connections with requests at once; more wait in the kernel's queue. One that has become a live connection gives
/// its place back: of those there is a number of its own.
const MOST: u32 = 10_000;
/// A request's head may be so large, in bytes, and a larger one is answered with 431.
const LARGEST_HEAD: usize = 64 * 1024;
/// So many places are kept for those who come: whoever has to go for them takes a moment.
const KEPT: usize = 64;
/// How long one who was told to go may take before the next one is told.
const TURN: Duration = Duration::from_millis(50);
/// How long a connection is kept open between two requests: longer than a server before this one keeps its own (nginx:
/// `keepalive_timeout`, 60 s), or it would send a request on one that is just being closed, and might not send it again.
const REST: Duration = Duration::from_secs(75);
/// How long all that is under way may take to end once the server is told to stop.
const STOP: Duration = Duration::from_secs(8);
/// So long connections that are kept open are still answered on while the server stops, each once: closed at once, one of
/// them would meet a request on its way, and a proxy may not send a form twice.
const LINGER: Duration = Duration::from_millis(500);

/// All connections of this server, and what answers on them.
pub(super) struct Connections {
    server: Arc<auto::Builder<TokioExecutor>>,
    router: Router,
    stop: Stop,
    graceful: GracefulShutdown,
    places: Arc<Semaphore>,
    clients: Clients,
}

impl Connections {
    /// HTTP/1.1 alone: browsers speak HTTP/2 only through TLS, which is for the server before this one.
    pub(super) fn new(router: Router, stop: Stop) -> Self {
        // Only so does the time-out run from the first byte on: telling the two versions apart has none. It is also why a
        // connection looks once more for a request when it begins to rest, and can be told then that it has to go.
        let mut server = auto::Builder::new(TokioExecutor::new()).http1_only();
        server.http1().timer(TokioTimer::new()).header_read_timeout(REST).max_buf_size(LARGEST_HEAD);
        Self {
            server: Arc::new(server),
            router,
            stop,
            graceful: GracefulShutdown::new(),
            places: Arc::new(Semaphore::new(MOST as usize)),
            clients: Clients::default(),
        }
    }

    /// The next connection, once there is a place for it.
    pub(super) async fn next(&self, listener: &TcpListener) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
        let place = loop {
            if self.places.available_permits() < KEPT {
                self.send_one_away();
            }
            // Whoever was told may have spoken meanwhile and stay: then it is the next one's turn.
            if let Ok(place) = timeout(TURN, Arc::clone(&self.places).acquire_owned()).await {
                break place.map_err(io::Error::other)?;
            }
        };
        let (stream, from) = listener.accept().await?;
        Ok((stream, from, place))
    }

    /// Whoever is waited for longest is told to go, or else whoever rests longest.
    pub(super) fn send_one_away(&self) {
        self.clients.send_one_away();
    }

    pub(super) fn serve(&self, stream: TcpStream, from: SocketAddr, place: OwnedSemaphorePermit) {
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(self.router.clone());
        let (server, watcher, client) = (Arc::clone(&self.server), self.graceful.watcher(), self.clients.arrive());
        let stream = Stream::new(stream, Arc::clone(&client));
        let stop = self.stop.clone();
        tokio::spawn(async move {
            let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
                client.has_asked();
                let mut request = request.map(|body| Paced::new(body, Arc::clone(&client)));
                request.extensions_mut().insert(ConnectInfo(from));
                let (answer, stop, client) =
                    (hyper::service::Service::call(&service, request), stop.clone(), Arc::clone(&client));
                async move { Ok::<_, Infallible>(answered(answer.await?, client, stop.has_begun())) }
            });
            let connection = server.serve_connection_with_upgrades(TokioIo::new(stream), service);
            let _ = watcher.watch(connection.into_owned()).await;
            drop(place);
        });
    }

    /// Takes nobody in any more, and waits until all that is under way has ended.
    pub(super) async fn end(self, listener: TcpListener) {
        self.stop.begin();
        self.take_in(listener);
        let Self { graceful, places, stop, .. } = self;
        let ended = async {
            let _ = timeout(LINGER, places.acquire_many(MOST)).await;
            graceful.shutdown().await;
            stop.all_have_ended().await;
        };
        let _ = timeout(STOP, ended).await;
    }

    /// Those whom the kernel has taken already: a listener that is closed resets them, with all that they have sent.
    fn take_in(&self, listener: TcpListener) {
        // The runtime knows of them a little later than the kernel.
        let Ok(listener) = listener.into_std() else { return };
        while let Ok((stream, from)) = listener.accept() {
            let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else { return };
            let stream = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
            if let Ok(stream) = stream {
                self.serve(stream, from, place);
            }
        }
    }
}

/// An answer after which its client rests; one that becomes a live connection is none. It says that it is the last on its
/// connection, where it is: whoever reads it sends what comes next elsewhere.
fn answered(mut answer: Response, client: Arc<Client>, is_last: bool) -> Response {
    if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
        return answer;
    }
    if is_last {
        answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    answer.map(|body| Body::new(Answer::new(body, client)))
}
