use std::{
    io::{Error, ErrorKind, IoSlice, Result},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::Bytes;
use hyper::upgrade::Upgraded;
use hyper_util::{
    rt::TokioIo,
    server::conn::auto::upgrade::{Parts, downcast},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::Sleep,
};

use super::waits::{Client, Wait};

/// How long a client may take nothing of its answer. The kernel calls it taken once a third of what it keeps has been read,
/// so that this is a least pace too: a kilobyte and a half a second.
const STALLED: Duration = Duration::from_secs(30);

/// How long the head of a request may take from its first byte on; the first one, from the beginning of the connection.
const HEAD: Duration = Duration::from_secs(15);

/// A connection whose client has to say what it wants and to take what it is sent.
pub(super) struct Stream {
    inner: TcpStream,
    client: Arc<Client>,
    waiting: Option<(Pin<Box<Sleep>>, Wait)>,
    /// Until when the head of a request has to be there, and after how many others.
    head: Option<(u64, Pin<Box<Sleep>>)>,
}

impl Stream {
    pub(super) fn new(inner: TcpStream, client: Arc<Client>) -> Self {
        Self { inner, client, waiting: None, head: Some((0, Box::pin(tokio::time::sleep(HEAD)))) }
    }

    /// Waits for the rest of a head no longer than that, and for nothing where others need the place. `came`: more is there.
    fn hear(&mut self, context: &mut Context<'_>, came: bool) -> Poll<Result<()>> {
        if !came && self.client.has_to_go(context) {
            return Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "others need the place of a client that says nothing")));
        }
        let Some(nth) = self.client.is_to_ask() else {
            self.head = None;
            return Poll::Pending;
        };
        if self.head.as_ref().is_none_or(|(of, _)| *of != nth) {
            self.head = came.then(|| (nth, Box::pin(tokio::time::sleep(HEAD))));
        }
        let Some((_, sleep)) = &mut self.head else { return Poll::Pending };
        ready!(sleep.as_mut().poll(context));
        Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the head of a request does not come to its end")))
    }

    fn patiently(&mut self, context: &mut Context<'_>, written: Poll<Result<usize>>) -> Poll<Result<usize>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let client = &self.client;
        let (sleep, wait) = self.waiting.get_or_insert_with(|| (Box::pin(tokio::time::sleep(STALLED)), client.wait()));
        if !wait.is_over(context) {
            ready!(sleep.as_mut().poll(context));
        }
        // What it never took is not kept for it by the kernel either.
        let _ = self.inner.set_zero_linger();
        Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the client takes nothing of its answer")))
    }
}

/// The socket of a connection that is none of HTTP any longer, and what has been read from it already: whoever took it over
/// is patient in their own way, and nothing else of it is kept.
pub(crate) fn socket_of(upgraded: Upgraded) -> Option<(TcpStream, Bytes)> {
    let Parts { io, read_buf, .. } = downcast::<TokioIo<Stream>>(upgraded).ok()?;
    Some((io.into_inner().inner, read_buf))
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(context, buffer);
        let late = self.hear(context, buffer.filled().len() > before);
        if read.is_ready() { read } else { late }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &[u8]) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, buffer);
        self.patiently(context, written)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffers: &[IoSlice<'_>]) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, buffers);
        self.patiently(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
        time::timeout,
    };

    use super::{super::waits::Clients, *};

    async fn connected(clients: &Clients) -> (Stream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (other, taken) = tokio::join!(TcpStream::connect(listener.local_addr().unwrap()), listener.accept());
        (Stream::new(taken.unwrap().0, clients.arrive()), other.unwrap())
    }

    async fn heard(stream: &mut Stream) -> Result<Vec<u8>> {
        let mut heard = vec![0; 100];
        let read = timeout(Duration::from_secs(5), stream.read(&mut heard)).await.unwrap()?;
        heard.truncate(read);
        Ok(heard)
    }

    #[tokio::test]
    async fn whoever_has_to_go_is_heard_out_first() {
        let clients = Clients::default();
        let (mut stream, mut other) = connected(&clients).await;
        other.write_all(b"GET / HT").await.unwrap();
        clients.send_one_away();
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(heard(&mut stream).await.unwrap(), b"GET / HT");
        assert_eq!(heard(&mut stream).await.unwrap_err().kind(), ErrorKind::TimedOut, "and goes, since it says no more");
    }

    #[tokio::test]
    async fn whoever_has_asked_stays_and_whoever_rests_goes_when_the_place_is_needed() {
        let clients = Clients::default();
        let (mut stream, mut other) = connected(&clients).await;
        clients.send_one_away();
        stream.client.has_asked();
        tokio::time::sleep(Duration::from_millis(100)).await;
        other.write_all(b"body").await.unwrap();
        assert_eq!(heard(&mut stream).await.unwrap(), b"body");
        stream.client.rests();
        let told = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            clients.send_one_away();
        };
        let (heard, ()) = tokio::join!(heard(&mut stream), told);
        assert_eq!(heard.unwrap_err().kind(), ErrorKind::TimedOut);
    }
}
