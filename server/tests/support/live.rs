use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};

/// A page that is open and listens.
pub(crate) struct LiveTab(pub(super) WebSocketStream<MaybeTlsStream<TcpStream>>);

impl LiveTab {
    /// Sends as the page's script would.
    pub(crate) async fn say(&mut self, message: &domain::live::ClientMessage) {
        self.0.send(Message::text(serde_json::to_string(message).unwrap())).await.unwrap();
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
