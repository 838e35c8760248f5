//! Our own loop for connections, since they need time-outs and a cap: slow or mute clients must not keep others out.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Router, extract::ConnectInfo};
use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};

use super::{pace::Paced, stream::Stream, waits::Waits};

/// The most connections with requests at once; more wait in the kernel's queue. One that has become a live connection gives
/// its place back: of those there is a number of its own.
const MOST: usize = 10_000;
/// A request's head may be so large, in bytes, and a larger one is answered with 431.
const LARGEST_HEAD: usize = 64 * 1024;
/// How long a client may take to send its request's head, the first one as well as each that follows.
const HEAD: Duration = Duration::from_secs(15);
/// How long requests under way may take once the server is told to stop.
const STOP: Duration = Duration::from_secs(8);
/// How long to wait after a connection that could not be taken.
const BREATH: Duration = Duration::from_millis(20);

/// What the kernel keeps for a client that doesn't read. It takes twice as much; left to itself, up to some megabytes.
const UNREAD: u32 = 64 * 1024;
/// Connections that may wait to be taken, as when everybody comes back after a restart.
const WAITING: u32 = 4096;

/// The listener of an address.
pub(crate) fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    // Connections have it from their listener.
    socket.set_send_buffer_size(UNREAD)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// Takes connections until told to stop. HTTP/1.1 alone: browsers speak HTTP/2 only through TLS, which is for the server
/// before this one.
pub(crate) async fn accept(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    // Only so does the time-out run from the first byte on: telling the two versions apart has none.
    let mut server = auto::Builder::new(TokioExecutor::new()).http1_only();
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(LARGEST_HEAD);
    let server = Arc::new(server);
    let (graceful, places, waits) = (GracefulShutdown::new(), Arc::new(Semaphore::new(MOST)), Waits::default());
    tokio::pin!(stop);
    loop {
        let connection = tokio::select! {
            connection = next(&listener, &places) => connection,
            () = &mut stop => break,
        };
        let (place, stream, from) = match connection {
            Ok(connection) => connection,
            Err(error) => {
                // Out of file descriptors, most likely: whoever has not said anything yet gives up theirs.
                tracing::warn!(%error, "a connection could not be taken");
                waits.send_one_away();
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let (server, watcher, client) = (Arc::clone(&server), graceful.watcher(), waits.arrive());
        let (stream, served) = (Stream::new(stream, Arc::clone(&client)), Arc::clone(&client));
        let task = tokio::spawn(async move {
            let first_word = Mutex::new(client.wait());
            let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
                drop(first_word.lock().unwrap_or_else(PoisonError::into_inner).take());
                let mut request = request.map(|body| Paced::new(body, Arc::clone(&client)));
                request.extensions_mut().insert(ConnectInfo(from));
                hyper::service::Service::call(&service, request)
            });
            let connection = server.serve_connection_with_upgrades(TokioIo::new(stream), service);
            let _ = watcher.watch(connection.into_owned()).await;
            drop(place);
        });
        served.is_served_by(task.abort_handle());
    }
    drop(listener);
    let _ = tokio::time::timeout(STOP, graceful.shutdown()).await;
}

/// The next connection, once there is a place for it.
async fn next(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> std::io::Result<(OwnedSemaphorePermit, TcpStream, SocketAddr)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(std::io::Error::other)?;
    let (stream, from) = listener.accept().await?;
    Ok((place, stream, from))
}
