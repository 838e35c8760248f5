use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::support::Server;

/// A connection that does as it is told. It keeps little of what it is sent.
pub(crate) async fn connect(server: &Server) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(server.url.trim_start_matches("http://").parse().unwrap()).await.unwrap()
}

/// One that begins with these words.
pub(crate) async fn say(server: &Server, words: &[u8]) -> TcpStream {
    let mut stream = connect(server).await;
    stream.write_all(words).await.unwrap();
    stream
}

/// All that comes until the other side ends it, within this time. A reset is an end too.
pub(crate) async fn hear(stream: &mut TcpStream, within: Duration) -> Option<String> {
    let mut heard = Vec::new();
    let _ = timeout(within, stream.read_to_end(&mut heard)).await.ok()?;
    Some(String::from_utf8_lossy(&heard).into_owned())
}

/// The status of an answer.
pub(crate) fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("no answer: “{answer}”"))
}

/// How many sockets the server has open.
pub(crate) fn sockets(server: &Server) -> usize {
    let open = std::fs::read_dir(format!("/proc/{}/fd", server.pid())).unwrap().flatten();
    open.filter(|file| std::fs::read_link(file.path()).is_ok_and(|link| link.to_string_lossy().starts_with("socket:"))).count()
}

pub(crate) async fn is_available(server: &Server) {
    for path in ["/healthz", "/sign-in"] {
        let answer = timeout(Duration::from_secs(10), reqwest::get(format!("{}{path}", server.url))).await;
        assert_eq!(answer.unwrap_or_else(|_| panic!("{path} does not answer")).unwrap().status(), 200);
    }
}
