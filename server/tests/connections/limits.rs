use std::time::Duration;

use axum::body::Bytes;
use domain::people::Role;
use http_body_util::StreamBody;
use hyper::body::Frame;

use crate::{
    raw::{hear, is_available, say, status},
    support::Server,
};

const SOON: Duration = Duration::from_secs(10);
const MEGABYTE: usize = 1024 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_is_too_large_is_refused() {
    let server = Server::start().await;
    let large = format!("X-Large: {}\r\n", "x".repeat(80 * 1024));
    let many = (0..200).map(|n| format!("X-{n}: many\r\n")).collect::<Vec<_>>().concat();
    let cookies = format!("Cookie: tocsin={}\r\n", "x".repeat(80 * 1024));
    for headers in [large, many, cookies] {
        let mut stream = say(&server, format!("GET /sign-in HTTP/1.1\r\nHost: tocsin\r\n{headers}\r\n").as_bytes()).await;
        let answer = hear(&mut stream, SOON).await.unwrap_or_else(|| panic!("it is waited on"));
        assert_eq!(status(&answer), 431, "{}", &headers[..40]);
    }
    let address = format!("GET /{} HTTP/1.1\r\nHost: tocsin\r\n\r\n", "x".repeat(80 * 1024));
    let mut stream = say(&server, address.as_bytes()).await;
    assert!([414, 431].contains(&status(&hear(&mut stream, SOON).await.unwrap())), "an address too");
    is_available(&server).await;
}

/// A form of this size in all.
fn form(size: usize) -> String {
    let fields = "number=1&text=";
    format!("{fields}{}", "x".repeat(size - fields.len()))
}

/// Every length is told beforehand or comes in pieces, as clients like.
fn body(text: String, in_pieces: bool) -> reqwest::Body {
    if in_pieces {
        let pieces: Vec<Vec<u8>> = text.into_bytes().chunks(64 * 1024).map(<[u8]>::to_vec).collect();
        let pieces = pieces.into_iter().map(|piece| Ok::<_, std::io::Error>(Frame::data(Bytes::from(piece))));
        reqwest::Body::wrap(StreamBody::new(futures::stream::iter(pieces)))
    } else {
        text.into()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_too_large_is_refused_with_and_without_script() {
    let server = Server::start().await;
    let ada = server.joined("Ada", Role::Commander).await;
    let http = reqwest::Client::new();
    let post = async |path: &str, accept: &str, size: usize, in_pieces: bool| {
        let request = http.post(format!("{}{path}", server.url)).header("accept", accept).header("cookie", ada.cookies());
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(body(form(size), in_pieces)).send().await.unwrap()
    };
    for accept in ["text/html", "application/json"] {
        for in_pieces in [false, true] {
            let answer = post("/api/add_note", accept, 2 * MEGABYTE + 1, in_pieces).await;
            let (status, said) = (answer.status(), answer.text().await.unwrap());
            assert_eq!(status, 413, "{accept}: {said}");
            assert!(said.contains("2 MB"), "{accept}: {said}");
            // What fits comes to the use case, which has its own opinion of such a note.
            let answer = post("/api/add_note", accept, 2 * MEGABYTE, in_pieces).await;
            assert_ne!(answer.status(), 413, "{accept}");
        }
    }
    assert_eq!(post("/incidents", "text/html", 2 * MEGABYTE + 1, false).await.status(), 413);
    for (size, accept) in [(8 * MEGABYTE + 1, "*/*"), (2 * MEGABYTE + 1, "text/html")] {
        assert_eq!(post("/sign-in/with", accept, size, true).await.status(), 413, "{accept}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_too_large_are_refused_and_nothing_is_kept() {
    let server = Server::start().await;
    let ada = server.joined("Ada", Role::Commander).await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let hand_in = async |accept: &str, size: usize| {
        let begin = "--here\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.md\"\r\n\r\n# A\n";
        let text = format!("{begin}{}\r\n--here--\r\n", "x".repeat(size));
        let request = http.post(format!("{}/uploads/runbooks", server.url)).header("accept", accept);
        let request = request.header("cookie", ada.cookies()).header("content-type", "multipart/form-data; boundary=here");
        request.body(text).send().await.unwrap()
    };
    assert_eq!(hand_in("*/*", 64 * MEGABYTE).await.status(), 413);
    let answer = hand_in("text/html", 64 * MEGABYTE).await;
    assert_eq!((answer.status().as_u16(), &answer.headers()["location"]), (303, &"/runbooks/import".parse().unwrap()));
    let page = ada.get("/runbooks/import").await.text().await.unwrap();
    assert!(page.contains("larger than 64 MB"), "{page}");
    let answer = hand_in("text/html", 1000).await;
    assert!(answer.headers()["location"].to_str().unwrap().starts_with("/runbooks/import/"), "what fits is kept");
}
