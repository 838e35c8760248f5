//! A broadcast that stores nothing, asks nobody who they are and draws nothing: what the network and the runtime alone take to
//! bring the same bytes to as many. In a process of its own, as Tocsin is.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::{
        State, WebSocketUpgrade,
        ws::{Message, Utf8Bytes},
    },
    response::Response,
    routing::{get, post},
    serve::ListenerExt as _,
};
use tokio::sync::broadcast;

/// The word of the command line that asks for it.
pub(crate) const WORD: &str = "bare";

pub(crate) struct Bare {
    process: Child,
    pub(crate) url: String,
}

impl Bare {
    pub(crate) fn start() -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap()).arg(WORD).stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { process, url: url.trim().to_owned() }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// All who listen, and how much has been sent to them.
#[derive(Clone)]
struct Air {
    all: broadcast::Sender<Utf8Bytes>,
    said: Arc<Mutex<u64>>,
}

/// Says where it is, and then sends on whatever is posted to it.
pub(crate) async fn serve() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    let (all, _) = broadcast::channel::<Utf8Bytes>(16);
    let air = Air { all, said: Arc::default() };
    let router = Router::new().route("/live", get(connect)).route("/api/say", post(say)).with_state(air);
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await.unwrap();
}

/// Numbers it in the order in which it came, as Tocsin numbers events, whatever order it was sent in.
async fn say(State(air): State<Air>, text: String) {
    let mut said = air.said.lock().unwrap();
    *said += 1;
    let _ = air.all.send(format!("{{\"seq\":{said},\"rest\":\"{text}\"}}").into());
}

async fn connect(upgrade: WebSocketUpgrade, State(air): State<Air>) -> Response {
    let mut news = air.all.subscribe();
    upgrade.read_buffer_size(4096).on_upgrade(async move |mut socket| {
        loop {
            tokio::select! {
                text = news.recv() => {
                    let Ok(text) = text else { return };
                    if socket.send(Message::Text(text)).await.is_err() {
                        return;
                    }
                }
                heard = socket.recv() => if !matches!(heard, Some(Ok(_))) { return },
            }
        }
    })
}
