use std::{
    io::{Error, ErrorKind, IoSlice, Result},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
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

/// A connection whose client has to take what it is sent. Live connections are less patient by themselves.
pub(super) struct Stream {
    inner: TcpStream,
    client: Arc<Client>,
    waiting: Option<(Pin<Box<Sleep>>, Option<Wait>)>,
}

impl Stream {
    pub(super) fn new(inner: TcpStream, client: Arc<Client>) -> Self {
        Self { inner, client, waiting: None }
    }

    fn patiently(&mut self, context: &mut Context<'_>, written: Poll<Result<usize>>) -> Poll<Result<usize>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let client = &self.client;
        let (sleep, _) = self.waiting.get_or_insert_with(|| (Box::pin(tokio::time::sleep(STALLED)), client.wait()));
        ready!(sleep.as_mut().poll(context));
        // What it never took is not kept for it by the kernel either.
        let _ = self.inner.set_zero_linger();
        Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the client takes nothing of its answer")))
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
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
