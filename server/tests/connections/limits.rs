use std::time::Duration;

use app::Again;
use axum::body::Bytes;
use domain::people::Role;
use http_body_util::StreamBody;
use hyper::body::Frame;
use reqwest::{Response, header, redirect::Policy};
use tokio::io::AsyncReadExt as _;

use crate::{
    raw::{hear, is_available, say, status},
    support::{PASSWORD, Server},
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
    for (size, accept) in [(64 * 1024 + 1, "*/*"), (2 * MEGABYTE + 1, "text/html")] {
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

/// Sends plain forms.
struct Forms {
    http: reqwest::Client,
    url: String,
}

impl Forms {
    fn to(server: &Server) -> Self {
        Self { http: reqwest::Client::builder().redirect(Policy::none()).build().unwrap(), url: server.url.clone() }
    }

    /// From a browser with these cookies.
    async fn send(&self, cookies: &str, path: &str, fields: String) -> Response {
        let request = self.http.post(format!("{}{path}", self.url)).header("accept", "text/html").header("cookie", cookies);
        request.header("content-type", "application/x-www-form-urlencoded").body(fields).send().await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_before_a_session_ran_out_is_kept_until_the_sign_in_and_never_stored() {
    const LINE: &str = "one line of it";
    const LINES: usize = 20_000;
    let server = Server::start().await;
    server.joined("Ada", Role::Commander).await;
    let forms = Forms::to(&server);
    let text = format!("{LINE}\n").repeat(LINES);
    let is_all_there = |page: &str| page.matches(LINE).count() >= LINES;
    let note = serde_urlencoded::to_string([("number", "1"), ("text", text.as_str())]).unwrap();
    let answer = forms.send("", "/api/add_note?back=/incidents/1", note).await;
    assert_eq!((answer.status().as_u16(), answer.headers().get(header::SET_COOKIE)), (401, None));
    let page = answer.text().await.unwrap();
    assert!(page.contains("Sign in to send this") && is_all_there(&page));

    let fields = vec![("number".to_owned(), "1".to_owned()), ("text".to_owned(), text)];
    let again = Again::Send { action: "/api/add_note".to_owned(), back: "/incidents/1".to_owned(), fields };
    let again = serde_json::to_string(&again).unwrap();
    let sign_in = async |password: &str| {
        let fields = [("email", "ada@example.org"), ("password", password), ("next", "/incidents/1"), ("again", again.as_str())];
        forms.send("", "/api/sign_in?back=/sign-in", serde_urlencoded::to_string(fields).unwrap()).await
    };
    let answer = sign_in("not the right password").await;
    assert_eq!((answer.status().as_u16(), answer.headers().get(header::SET_COOKIE)), (422, None));
    let page = answer.text().await.unwrap();
    assert!(page.contains("not right") && page.contains("kept in this page") && is_all_there(&page));
    let answer = sign_in(PASSWORD).await;
    assert!(answer.status().is_success() && answer.headers().contains_key(header::SET_COOKIE), "{answer:?}");
    let page = answer.text().await.unwrap();
    assert!(page.contains("Send it again") && is_all_there(&page));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_very_many_fields_does_not_come_back_many_times_as_large() {
    let server = Server::start().await;
    let forms = Forms::to(&server);
    let of = |fields: usize| (2..fields).fold("number=1&text=x".to_owned(), |form, n| form + &format!("&f{n}="));
    let page = forms.send("", "/api/add_note?back=/incidents/1", of(10_000)).await;
    assert_eq!(page.status(), 401);
    assert!(page.text().await.unwrap().contains("f9999"), "it is there to be sent again");
    let answer = forms.send("", "/api/add_note?back=/incidents/1", of(10_001)).await;
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()[header::LOCATION], "/sign-in?next=%2Fincidents%2F1");
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_that_came_back_and_are_not_read_take_no_more_room_than_forms_may() {
    let server = Server::start().await;
    let (ada, forms) = (server.joined("Ada", Role::Commander).await.cookies(), Forms::to(&server));
    let note = format!("number=1&text={}", "one line of it%0A".repeat(120_000));
    let request = format!(
        "POST /api/add_note?back=/incidents/1 HTTP/1.1\r\nHost: tocsin\r\nAccept: text/html\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{note}",
        note.len()
    );
    let mut unread = Vec::new();
    let last = loop {
        let mut stream = say(&server, request.as_bytes()).await;
        let mut line = [0; 12];
        stream.read_exact(&mut line).await.unwrap();
        let status = status(&String::from_utf8_lossy(&line));
        if status != 401 {
            break status;
        }
        unread.push(stream);
        assert!(unread.len() < 32, "nobody counts the pages of {} forms of 2 MB", unread.len());
    };
    assert_eq!(last, 503);
    let send = async |cookies: &str| forms.send(cookies, "/api/add_note?back=/incidents/1", note.clone()).await;
    assert!(send(&ada).await.status().is_redirection(), "those who are signed in have room of their own");
    drop(unread);
    assert_eq!(send("").await.status(), 401, "there is room again");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_signed_in_fills_no_disk() {
    let server = Server::start().await;
    let (ada, forms) = (server.joined("Ada", Role::Commander).await.cookies(), Forms::to(&server));
    let sign_in = |next: &str| serde_urlencoded::to_string([("email", "nobody"), ("password", "x"), ("next", next)]).unwrap();
    let answer = forms.send("", "/api/sign_in", sign_in(&"/x".repeat(10_000))).await;
    assert_eq!((answer.status().as_u16(), answer.headers().get(header::SET_COOKIE)), (422, None));
    assert!(answer.text().await.unwrap().contains("too long to be kept"));
    for _ in 0..200 {
        let answer = forms.send("", "/api/sign_in", sign_in("/")).await;
        assert!(answer.status().is_redirection() && answer.headers().contains_key(header::SET_COOKIE), "{answer:?}");
    }
    let answer = forms.send("", "/api/sign_in", sign_in("/")).await;
    assert_eq!((answer.status().as_u16(), answer.headers().get(header::SET_COOKIE)), (429, None));
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
    assert!(answer.text().await.unwrap().contains("within a quarter of an hour"));
    // The form of somebody who is signed in comes back as ever.
    assert_eq!(forms.send(&ada, "/api/add_note", form(100)).await.status(), 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn large_forms_of_strangers_take_a_part_of_the_memory_and_keep_nobody_else_waiting() {
    let server = Server::start().await;
    let (ada, forms) = (server.joined("Ada", Role::Commander).await.cookies(), Forms::to(&server));
    let begun = format!(
        "POST /api/sign_in HTTP/1.1\r\nHost: tocsin\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{}",
        2 * MEGABYTE,
        "x".repeat(70 * 1024)
    );
    let mut holding = Vec::new();
    for _ in 0..32 {
        holding.push(say(&server, begun.as_bytes()).await);
    }
    let mut answer = forms.send("", "/api/add_note", form(300_000)).await;
    for _ in 0..16 {
        if answer.status() == 503 {
            break;
        }
        // Not all of them are held yet.
        tokio::time::sleep(Duration::from_millis(250)).await;
        answer = forms.send("", "/api/add_note", form(300_000)).await;
    }
    assert_eq!(answer.status(), 503);
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
    assert!(answer.text().await.unwrap().contains("Many people are sending much"));
    assert_eq!(forms.send("", "/api/add_note", form(30_000)).await.status(), 401, "what is small has room");
    assert_eq!(forms.send(&ada, "/api/add_note", form(300_000)).await.status(), 303, "and whoever is signed in");
    drop(holding);
    assert_eq!(forms.send("", "/api/add_note", form(300_000)).await.status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_somebody_who_may_not_hand_them_in_are_not_read() {
    let server = Server::start().await;
    let cleo = server.joined("Cleo", Role::Viewer).await;
    let head = format!(
        "POST /uploads/runbooks HTTP/1.1\r\nHost: tocsin\r\nAccept: */*\r\nCookie: {}\r\n\
         Content-Type: multipart/form-data; boundary=here\r\nContent-Length: {}\r\n\r\n--here",
        cleo.cookies(),
        60 * MEGABYTE
    );
    let mut stream = say(&server, head.as_bytes()).await;
    let answer = hear(&mut stream, SOON).await.unwrap_or_else(|| panic!("it waits for the rest"));
    assert_eq!(status(&answer), 403, "{answer}");
}
