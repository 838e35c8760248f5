//! Our own loop for connections, since they need time-outs and a cap: slow or mute clients must not keep others out.

use std::{sync::Arc, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::Semaphore};

/// The most connections at once; more wait in the kernel's queue.
const MOST: usize = 10_000;
/// How long a client may take to send its request's head.
const HEAD: Duration = Duration::from_secs(15);
/// How long requests under way may take once the server is told to stop.
const STOP: Duration = Duration::from_secs(8);

pub(crate) async fn accept(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).keep_alive(true);
    server.http2().timer(TokioTimer::new()).keep_alive_interval(Duration::from_secs(30));
    let server = Arc::new(server);
    let (graceful, places) = (GracefulShutdown::new(), Arc::new(Semaphore::new(MOST)));
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
                // Out of file descriptors, most likely: those in use come back, so wait and go on.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let service = router.clone().layer(axum::Extension(axum::extract::ConnectInfo(from)));
        let server = Arc::clone(&server);
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            let connection = server.serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(service));
            let _ = watcher.watch(connection.into_owned()).await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(STOP, graceful.shutdown()).await;
}
