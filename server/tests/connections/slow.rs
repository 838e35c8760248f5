use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use domain::people::Role;
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

use crate::{
    raw::{connect, hear, is_available, say, sockets, status},
    support::{Server, allow_many_files},
};

/// A body may keep the server waiting for 15 s, an answer for 30 s; the rest is for a busy machine.
const LET_GO: Duration = Duration::from_secs(30);
const LET_GO_OF_READERS: Duration = Duration::from_mins(1);
/// Whoever has to go for others is gone at once, and much sooner than whoever is only too slow.
const SENT_AWAY: Duration = Duration::from_secs(5);

fn head(path: &str, accept: &str, kind: &str, cookies: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: tocsin\r\nAccept: {accept}\r\nContent-Type: {kind}\r\nCookie: {cookies}\r\n\
         Content-Length: {length}\r\n\r\n"
    )
}

const FORM: &str = "application/x-www-form-urlencoded";
const FILES: &str = "multipart/form-data; boundary=here";

/// Goes on with a byte now and then, and gives what was answered in the end.
async fn drip(mut stream: TcpStream) -> Option<String> {
    let (mut reading, mut writing) = stream.split();
    let dripping = async {
        while writing.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        std::future::pending::<()>().await;
    };
    let answer = async {
        let mut heard = Vec::new();
        let _ = tokio::io::AsyncReadExt::read_to_end(&mut reading, &mut heard).await;
        String::from_utf8_lossy(&heard).into_owned()
    };
    tokio::select! {
        () = dripping => None,
        answer = tokio::time::timeout(LET_GO, answer) => answer.ok(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_comes_drop_by_drop_is_not_waited_for() {
    let server = Server::start().await;
    let ada = server.joined("Ada", Role::Commander).await.cookies();
    let mut waiting = Vec::new();
    for (path, accept, kind) in [
        ("/api/sign_in", "text/html", FORM),
        ("/api/sign_in", "application/json", FORM),
        ("/api/add_note", "application/json", "text/plain"),
        ("/sign-in/with", "application/json", FORM),
        ("/uploads/runbooks", "*/*", FILES),
        ("/incidents", "text/html", FORM),
    ] {
        let answer = say(&server, head(path, accept, kind, &ada, 100_000).as_bytes()).await;
        let task = tokio::spawn(async move {
            let began = Instant::now();
            (drip(answer).await, began.elapsed())
        });
        waiting.push((path, accept, task));
    }
    for (path, accept, task) in waiting {
        let (answer, took) = task.await.unwrap();
        let answer = answer.unwrap_or_else(|| panic!("{path} waits on after {took:?}"));
        // What wants no body is answered at once.
        assert!([400, 405, 408].contains(&status(&answer)), "{path} for {accept}: {answer}");
        if path.starts_with("/api/") {
            assert!(status(&answer) == 408 && answer.contains("too slowly"), "{path}: {answer}");
        }
    }
    is_available(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_from_a_slow_phone_is_waited_for() {
    let server = Server::start().await;
    let body = format!("email=ada%40example.org&next=/&password={}", "x".repeat(100_000));
    let head = head("/api/sign_in", "application/json", FORM, "", body.len());
    let mut stream = say(&server, head.as_bytes()).await;
    let began = Instant::now();
    for piece in body.as_bytes().chunks(5_000) {
        stream.write_all(piece).await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!(began.elapsed() > Duration::from_secs(18), "longer than silence is borne");
    stream.shutdown().await.unwrap();
    assert_eq!(status(&hear(&mut stream, LET_GO).await.unwrap()), 422);
}

/// A server before this one keeps its connections for a minute, and sends the next request on one of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_rests_is_kept_and_a_head_that_does_not_end_is_not() {
    const ASK: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: tocsin\r\n\r\n";
    let server = Server::start().await;
    let mut resting = say(&server, ASK).await;
    let mut dripping = Vec::new();
    for asked_before in [false, true] {
        let mut stream = if asked_before { say(&server, ASK).await } else { connect(&server).await };
        if asked_before {
            first_answer(&mut stream).await;
        }
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: ").await.unwrap();
        dripping.push(tokio::spawn(drip(stream)));
    }
    first_answer(&mut resting).await;
    tokio::time::sleep(Duration::from_secs(20)).await;
    resting.write_all(ASK).await.unwrap();
    first_answer(&mut resting).await;
    for dripping in dripping {
        assert_eq!(dripping.await.unwrap().as_deref(), Some(""), "it is waited for no longer, and not answered");
    }
}

/// One answer, of which more may follow.
async fn first_answer(stream: &mut TcpStream) {
    let mut answer = [0; 15];
    let read = tokio::io::AsyncReadExt::read_exact(stream, &mut answer);
    tokio::time::timeout(LET_GO, read).await.unwrap().unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    // The rest of it.
    let mut rest = vec![0; 4096];
    let _ = tokio::time::timeout(Duration::from_millis(300), tokio::io::AsyncReadExt::read(stream, &mut rest)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_bodies_hold_a_small_part_of_the_places() {
    allow_many_files();
    let server = Server::start().await;
    let begun = head("/api/sign_in", "application/json", FORM, "", 100_000);
    let mut slow = Vec::new();
    for _ in 0..3_000 {
        slow.push(say(&server, begun.as_bytes()).await);
    }
    is_available(&server).await;
    // Whoever has only just come is not slow yet; the next one who comes finds that they are.
    tokio::time::sleep(Duration::from_secs(2)).await;
    is_available(&server).await;
    let since = Instant::now();
    while sockets(&server) >= 1_200 {
        assert!(since.elapsed() < SENT_AWAY, "{} are open", sockets(&server));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    println!("{} slow bodies: {} sockets open", slow.len(), sockets(&server));
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_who_take_nothing_are_let_go() {
    let server = Server::start().await;
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site/manifest.json");
    let names: HashMap<String, String> = serde_json::from_slice(&std::fs::read(manifest).unwrap()).unwrap();
    let module = format!("/pkg/{}", names["tocsin_bg.wasm"]);
    // Those who saw it start have gone by then.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = sockets(&server);
    let asks = format!("GET {module} HTTP/1.1\r\nHost: tocsin\r\n\r\n").repeat(30);
    let mut readers = Vec::new();
    for _ in 0..50 {
        readers.push(say(&server, asks.as_bytes()).await);
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(sockets(&server) >= before + 50, "all of them are being answered: {before} sockets, then {}", sockets(&server));
    let began = Instant::now();
    while sockets(&server) > before + 5 {
        assert!(began.elapsed() < LET_GO_OF_READERS, "{} sockets are open", sockets(&server));
        is_available(&server).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    println!("readers who take nothing were let go after {:?}", began.elapsed());
}
