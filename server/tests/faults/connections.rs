use std::time::Duration;

use domain::people::Role;
use tokio::{io::AsyncWriteExt as _, net::TcpStream, time::timeout};

use crate::{so_many, support::Server};

/// Connections that say nothing, or the beginning of something.
async fn mute(server: &Server, count: usize, word: &[u8]) -> Vec<TcpStream> {
    let address = server.url.trim_start_matches("http://");
    let mut open = Vec::new();
    for _ in 0..count {
        // Where no more are taken, those that there are do.
        let Ok(Ok(mut stream)) = timeout(Duration::from_secs(2), TcpStream::connect(address)).await else { break };
        let _ = stream.write_all(word).await;
        open.push(stream);
    }
    open
}

async fn is_available(server: &Server) {
    for path in ["/healthz", "/sign-in"] {
        let answer = timeout(Duration::from_secs(10), reqwest::get(format!("{}{path}", server.url))).await;
        assert_eq!(answer.unwrap_or_else(|_| panic!("{path} does not answer")).unwrap().status(), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_never_finish_a_sentence_keep_nobody_out() {
    let server = Server::start().await;
    let _mute = mute(&server, so_many(1500, 10_000), b"").await;
    is_available(&server).await;
    let _slow = mute(&server, so_many(500, 1000), b"GET / HTTP/1.1\r\nHost: tocsin\r\nX-Slow: ").await;
    is_available(&server).await;
    let _bodies = mute(&server, so_many(500, 1000), SLOW_BODY).await;
    is_available(&server).await;
}

const SLOW_BODY: &[u8] = b"POST /api/sign_in HTTP/1.1\r\nHost: tocsin\r\nContent-Type: application/x-www-form-urlencoded\r\n\
    Content-Length: 100000\r\n\r\nemail=";

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_file_descriptors_left_goes_on() {
    let server = Server::start_under(&["prlimit", "--nofile=100:100"], &[]).await;
    let ada = server.joined("Ada", Role::Responder).await;
    let open = mute(&server, 300, b"").await;
    assert!(open.len() > 100, "only {} were opened", open.len());
    is_available(&server).await;
    let title = [("title", "Checkout times out"), ("severity", "p3")];
    let answer = ada.call("declare_incident", &title).await;
    assert!(answer.status().is_success() || answer.status().is_redirection(), "{answer:?}");
}
