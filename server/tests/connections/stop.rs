use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{io::AsyncReadExt as _, net::TcpStream, time::timeout};

use crate::{
    raw::{is_available, say},
    support::{Server, allow_many_files},
};

/// More than the server takes at once.
const PLACES: usize = 10_000;
const ASK: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: tocsin\r\n\r\n";

/// Has asked once and is answered, and stays.
async fn stay(server: &Server) -> Option<TcpStream> {
    let mut stream = say(server, ASK).await;
    let mut answer = [0; 12];
    timeout(Duration::from_secs(2), stream.read_exact(&mut answer)).await.ok()?.ok()?;
    Some(stream)
}

#[tokio::test(flavor = "multi_thread")]
async fn more_connections_at_rest_than_there_are_places_keep_nobody_out_and_no_server_from_stopping() {
    allow_many_files();
    let (server, taken) = (Arc::new(Server::start().await), Arc::new(AtomicUsize::new(0)));
    let mut coming = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (server, taken) = (Arc::clone(&server), Arc::clone(&taken));
        coming.spawn(async move {
            let mut held = Vec::new();
            // Those who came first have to go again, and others come in their place.
            while taken.load(Ordering::Relaxed) < PLACES + 100 {
                let Some(stream) = stay(&server).await else { break };
                taken.fetch_add(1, Ordering::Relaxed);
                held.push(stream);
            }
            held
        });
    }
    let held: Vec<_> = coming.join_all().await.into_iter().flatten().collect();
    let mut server = Arc::into_inner(server).unwrap();
    is_available(&server).await;
    assert!(taken.load(Ordering::Relaxed) >= PLACES, "{} came in, of whom {} stay", taken.load(Ordering::Relaxed), held.len());
    server.tell_to_stop();
    server.has_stopped().await;
}
