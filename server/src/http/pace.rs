use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{BoxError, body::Bytes};
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use super::waits::{Client, Wait};

/// How long a body may say nothing; as much time it has before its pace is looked at.
const PATIENCE: Duration = Duration::from_secs(15);
/// Bytes a second, over all of the body: less than the slowest phone sends.
const LEAST: u64 = 2048;

/// The body of a request, which has to come at some pace: a place is not held by letters that drop one by one.
pub(super) struct Paced<B> {
    body: B,
    client: Arc<Client>,
    received: u64,
    began: Option<Instant>,
    waiting: Option<(Pin<Box<Sleep>>, Wait)>,
}

/// The body came too slowly to be waited for.
#[derive(Debug, thiserror::Error)]
#[error("the body came too slowly")]
pub(super) struct TooSlow;

impl<B> Paced<B> {
    pub(super) fn new(body: B, client: Arc<Client>) -> Self {
        Self { body, client, received: 0, began: None, waiting: None }
    }

    /// Until when more has to come.
    fn due(&mut self) -> Instant {
        let now = Instant::now();
        let earned = Duration::from_secs(self.received / LEAST);
        (*self.began.get_or_insert(now) + PATIENCE + earned).min(now + PATIENCE)
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Paced<B>
where
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let paced = self.get_mut();
        match Pin::new(&mut paced.body).poll_frame(context) {
            Poll::Ready(frame) => {
                paced.waiting = None;
                if let Some(Ok(frame)) = &frame {
                    paced.received += frame.data_ref().map_or(0, |data| data.len() as u64);
                }
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
            Poll::Pending => {
                let due = paced.due();
                let client = &paced.client;
                let (sleep, wait) = paced.waiting.get_or_insert_with(|| (Box::pin(tokio::time::sleep_until(due)), client.wait()));
                let late = sleep.as_mut().poll(context);
                if wait.is_over(context) || late.is_ready() { Poll::Ready(Some(Err(TooSlow.into()))) } else { Poll::Pending }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
