use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    live::{ClientMessage, ServerMessage, Topic},
    postmortems::DocumentMessage,
};
use futures::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Message, Utf8Bytes},
};

/// A page that is open and listens.
pub(crate) struct LiveTab(pub(super) WebSocketStream<MaybeTlsStream<TcpStream>>);

impl LiveTab {
    /// Sends as the page's script would.
    pub(crate) async fn say(&mut self, message: &ClientMessage) {
        assert!(self.try_say(message).await, "the connection is gone");
    }

    /// The same where the server may be dying.
    pub(crate) async fn try_say(&mut self, message: &ClientMessage) -> bool {
        self.0.send(Message::text(serde_json::to_string(message).unwrap())).await.is_ok()
    }

    /// The same for a message of a shared text.
    pub(crate) async fn try_write(&mut self, topic: Topic, message: &DocumentMessage) -> bool {
        self.try_say(&ClientMessage::Document { topic, data: STANDARD.encode(message.encode()) }).await
    }

    /// The next message; absent: the connection is gone.
    pub(crate) async fn hear(&mut self) -> Option<ServerMessage> {
        self.hear_unread().await.map(|text| serde_json::from_str(&text).unwrap())
    }

    /// The next message as it came, for those who have no time to read it; absent: the connection is gone.
    pub(crate) async fn hear_unread(&mut self) -> Option<Utf8Bytes> {
        loop {
            match self.0.next().await? {
                Ok(Message::Text(text)) => return Some(text),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The code with which the server ends it, within this time; absent: it is still open then.
    pub(crate) async fn ended_within(&mut self, time: Duration) -> Option<u16> {
        let end = async {
            while let Some(Ok(message)) = self.0.next().await {
                if let Message::Close(frame) = message {
                    return frame.map_or(1005, |frame| frame.code.into());
                }
            }
            1006
        };
        tokio::time::timeout(time, end).await.ok()
    }
}

/// What a message says of a shared text, if it does.
pub(crate) fn of_text(message: &ServerMessage) -> Option<DocumentMessage> {
    let ServerMessage::Document { data, .. } = message else { return None };
    DocumentMessage::decode(&STANDARD.decode(data).unwrap())
}
