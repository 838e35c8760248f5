use std::time::Duration;

use domain::people::Role;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::{
    so_many,
    support::{Server, allow_many_files},
};

/// So many connections the server waits for at once, as `server/src/http/waits.rs` has it: for each one more, the one that it
/// has waited for longest has to go.
const WAITED_FOR: usize = 1000;
/// Sockets that it may have open beside them: its listener, those who ask, and those that are just going.
const OTHERS: usize = 200;

/// Opens connections that say nothing, or the beginning of something, all of which stay open at this end. Meanwhile pages are
/// answered.
async fn mute(server: &Server, count: usize, word: &[u8]) -> Vec<TcpStream> {
    let opening = open(server, count, word);
    tokio::pin!(opening);
    loop {
        tokio::select! {
            open = &mut opening => return open,
            () = is_available(server) => {}
        }
    }
}

async fn open(server: &Server, count: usize, word: &[u8]) -> Vec<TcpStream> {
    let address = server.url.trim_start_matches("http://");
    let mut open = Vec::new();
    for n in 0..count {
        let connection = timeout(Duration::from_secs(10), TcpStream::connect(address)).await;
        let connection = connection.unwrap_or_else(|_| panic!("connection {n} of {count} is not taken"));
        let mut stream = connection.unwrap_or_else(|error| panic!("connection {n} of {count}: {error}"));
        stream.write_all(word).await.unwrap();
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

/// Whether the server ends it within this time, which it does without a word.
async fn is_ended(stream: &mut TcpStream, within: Duration) -> bool {
    matches!(timeout(within, stream.read(&mut [0])).await, Ok(Ok(0) | Err(_)))
}

/// How many sockets the server has open.
fn sockets(server: &Server) -> usize {
    let open = std::fs::read_dir(format!("/proc/{}/fd", server.pid())).unwrap().flatten();
    open.filter(|file| std::fs::read_link(file.path()).is_ok_and(|link| link.to_string_lossy().starts_with("socket:"))).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_never_finish_a_sentence_keep_nobody_out() {
    allow_many_files();
    let server = Server::start().await;
    let mut silent = mute(&server, so_many(1500, 10_000), b"").await;
    assert!(!is_ended(silent.last_mut().unwrap(), Duration::from_millis(50)).await, "who came last has some time to speak");
    // Nobody has to go who has only just come.
    tokio::time::sleep(Duration::from_secs(2)).await;
    is_available(&server).await;
    assert!(is_ended(&mut silent[0], Duration::from_secs(10)).await, "who came first has to go for so many others");
    let _slow = mute(&server, so_many(500, 1000), b"GET / HTTP/1.1\r\nHost: tocsin\r\nX-Slow: ").await;
    is_available(&server).await;
    let _bodies = mute(&server, so_many(500, 1000), SLOW_BODY).await;
    is_available(&server).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    is_available(&server).await;
    let held = sockets(&server);
    assert!(held < WAITED_FOR + OTHERS, "{held} sockets are open");
}

const SLOW_BODY: &[u8] = b"POST /api/sign_in HTTP/1.1\r\nHost: tocsin\r\nContent-Type: application/x-www-form-urlencoded\r\n\
    Content-Length: 100000\r\n\r\nemail=";

on_both_databases! {
    async fn a_server_without_file_descriptors_left_goes_on(database) {
        without_descriptors(database).await;
    }
}

async fn without_descriptors(database: &[&str]) {
    allow_many_files();
    let server = Server::start_under(&["prlimit", "--nofile=100:100"], database).await;
    let ada = server.joined("Ada", Role::Responder).await;
    let _mute = mute(&server, 300, b"").await;
    is_available(&server).await;
    server.logged("a connection could not be taken").await;
    let title = [("title", "Checkout times out"), ("severity", "p3")];
    // Its database wants one too: until some of the mute ones were let go, it may say that it has to be tried again.
    let mut answer = ada.call("declare_incident", &title).await;
    for _ in 0..60 {
        if answer.status() != 503 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        answer = ada.call("declare_incident", &title).await;
    }
    assert!(answer.status().is_success() || answer.status().is_redirection(), "{answer:?}");
}
