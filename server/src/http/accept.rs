//! Our own loop for connections, since they need time-outs and a cap: slow or mute clients must not keep others out.

use std::{net::SocketAddr, time::Duration};

use axum::Router;
use tokio::net::{TcpListener, TcpSocket};

use super::connections::Connections;
use crate::stop::Stop;

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

/// Takes connections until it is asked to stop, then lets what is under way end.
pub(crate) async fn accept(listener: TcpListener, router: Router, stop: Stop, stop_asked: impl Future<Output = ()>) {
    let connections = Connections::new(router, stop);
    tokio::pin!(stop_asked);
    loop {
        let connection = tokio::select! {
            connection = connections.next(&listener) => connection,
            () = &mut stop_asked => break,
        };
        match connection {
            Ok((stream, from, place)) => connections.serve(stream, from, place),
            Err(error) => {
                // Out of file descriptors, most likely: somebody is told to give up theirs.
                tracing::warn!(%error, "a connection could not be taken");
                connections.send_one_away();
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    connections.end(listener).await;
}
