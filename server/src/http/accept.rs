//! Our own loop for connections, since they need time-outs and a cap: slow or mute clients must not keep others out.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo};
use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::Semaphore,
};

use super::newcomers::Newcomers;

/// The most connections at once; more wait in the kernel's queue.
const MOST: usize = 10_000;
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
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    let server = Arc::new(server);
    let (graceful, places, newcomers) = (GracefulShutdown::new(), Arc::new(Semaphore::new(MOST)), Newcomers::default());
    tokio::pin!(stop);
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let connection = tokio::select! {
            connection = listener.accept() => connection,
            () = &mut stop => break,
        };
        let (stream, from) = match connection {
            Ok(connection) => connection,
            Err(error) => {
                // Out of file descriptors, most likely: whoever has not said anything yet gives up theirs.
                tracing::warn!(%error, "a connection could not be taken");
                newcomers.send_one_away();
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let (server, watcher, newcomer) = (Arc::clone(&server), graceful.watcher(), newcomers.arrive());
        let number = newcomer.number();
        let task = tokio::spawn(async move {
            let service = service_fn(|mut request: hyper::Request<hyper::body::Incoming>| {
                newcomer.has_spoken();
                request.extensions_mut().insert(ConnectInfo(from));
                hyper::service::Service::call(&service, request)
            });
            let connection = server.serve_connection_with_upgrades(TokioIo::new(stream), service);
            let _ = watcher.watch(connection.into_owned()).await;
            drop(place);
        });
        newcomers.may_be_sent_away(number, task.abort_handle());
    }
    drop(listener);
    let _ = tokio::time::timeout(STOP, graceful.shutdown()).await;
}
