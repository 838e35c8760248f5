use std::time::Duration;

use domain::people::Role;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::Server;

/// The code with which a server that stops closes a live connection: it goes away.
const AWAY: u16 = 1001;

const FORM: &str = "email=ada%40example.org&password=not-the-right-one&next=%2F";

async fn connect(server: &Server) -> std::io::Result<TcpStream> {
    TcpStream::connect(server.url.trim_start_matches("http://")).await
}

/// Asks once, and gives the answer; the connection is kept.
async fn ask(connection: &mut TcpStream) -> String {
    connection.write_all(b"GET /healthz HTTP/1.1\r\nHost: tocsin\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\nok\n") {
        assert_ne!(connection.read_buf(&mut answer).await.unwrap(), 0, "the connection was closed instead of an answer");
    }
    String::from_utf8(answer).unwrap()
}

/// Whether an answer says that it is the last one on its connection.
fn is_last(answer: &str) -> bool {
    answer.contains("connection: close\r\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_told_that_its_server_goes_away() {
    let mut server = Server::start().await;
    let mut page = server.joined("Ada", Role::Responder).await.open_live().await;
    server.tell_to_stop();
    assert_eq!(page.ended_within(Duration::from_secs(5)).await, Some(AWAY));
    server.has_stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_on_a_kept_connection_is_answered_once_more_and_told_that_it_was_the_last_time() {
    let mut server = Server::start().await;
    let mut kept = connect(&server).await.unwrap();
    assert!(!is_last(&ask(&mut kept).await));
    server.tell_to_stop();
    // Answers are ordinary ones until the server has heard.
    while !is_last(&ask(&mut kept).await) {}
    assert_eq!(kept.read(&mut [0]).await.unwrap(), 0, "it is closed by then");
    server.has_stopped().await;
    assert!(connect(&server).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_sending_a_form_while_the_server_stops_is_answered() {
    let mut server = Server::start().await;
    let mut connection = connect(&server).await.unwrap();
    let (one, other) = FORM.split_at(FORM.len() / 2);
    let head = format!(
        "POST /api/sign_in HTTP/1.1\r\nHost: tocsin\r\nAccept: application/json\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n{one}",
        FORM.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    server.tell_to_stop();
    // It takes nobody else any more, and longer than it keeps a connection on which nobody asks.
    while connect(&server).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    connection.write_all(other.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 4") && is_last(&answer), "{answer}");
    server.has_stopped().await;
}
