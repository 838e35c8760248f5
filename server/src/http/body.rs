use std::{error::Error, time::Duration};

use app::fault::Fault;
use axum::{
    Json,
    body::{Body, Bytes, HttpBody as _},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::Refusal;
use http_body_util::BodyExt as _;
use tokio::time::timeout;

use super::{
    memory::{Memory, SMALL, Share, Whose},
    pace::TooSlow,
};

/// The largest form, plain or sent by a script, in bytes.
pub(super) const MOST: usize = 2 * 1024 * 1024;
/// Of a form that is too large so much is read, to show it to whoever typed it.
pub(super) const MOST_SHOWN: usize = 8 * 1024 * 1024;

/// Seconds after which a machine may ask again.
pub(super) const LATER: HeaderValue = HeaderValue::from_static("5");
/// What is not read is still taken for so long: a browser that is cut off while it sends never reads the answer.
const LINGER: Duration = Duration::from_secs(5);

/// A body that was read.
pub(super) struct Taken {
    pub(super) bytes: Bytes,
    /// What it takes of the memory, where it is not small.
    pub(super) share: Option<Share>,
}

/// Why a body was not taken.
#[derive(Debug)]
pub(super) struct Unread {
    status: StatusCode,
    sentence: &'static str,
}

const TOO_LARGE: Unread = Unread {
    status: StatusCode::PAYLOAD_TOO_LARGE,
    sentence: "This is more than the 2 MB that a form may hold. Shorten it, then send it again.",
};
const TOO_SLOW: Unread = Unread {
    status: StatusCode::REQUEST_TIMEOUT,
    sentence: "This came too slowly to be waited for. Send it again where the connection is better.",
};
const TORN: Unread = Unread { status: StatusCode::BAD_REQUEST, sentence: "This did not arrive whole. Send it again." };
/// There is no room for it in the memory.
pub(super) const CROWDED: Unread = Unread {
    status: StatusCode::SERVICE_UNAVAILABLE,
    sentence: "Many people are sending much at this moment. Wait ten seconds, then send it again.",
};

/// All of a body, if it has no more bytes than that and there is room for it. What it says of its length is believed where it
/// says too much, so that nothing of that is read.
pub(super) async fn whole(mut body: Body, most: usize, whose: Whose, memory: &Memory) -> Result<Taken, Unread> {
    if announced(&body).is_some_and(|length| length > most) {
        return Err(thrown_away(body, TOO_LARGE).await);
    }
    let length = announced(&body).unwrap_or(most);
    let (mut bytes, mut share) = (Vec::new(), None);
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame.map_err(|error| broken(&error))?.into_data() else { continue };
        let so_far = bytes.len() + piece.len();
        if so_far > most {
            return Err(thrown_away(body, TOO_LARGE).await);
        }
        if so_far > SMALL && share.is_none() {
            share = memory.take(whose, length).await;
            if share.is_none() {
                return Err(thrown_away(body, CROWDED).await);
            }
            bytes.reserve_exact(length.saturating_sub(bytes.len()));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Taken { bytes: bytes.into(), share })
}

/// A body that was read before, so that it takes no further room.
pub(super) async fn read_before(body: Body) -> Result<Bytes, Unread> {
    Ok(body.collect().await.map_err(|error| broken(&error))?.to_bytes())
}

/// How many bytes a body says that it has.
pub(super) fn announced(body: &Body) -> Option<usize> {
    body.size_hint().exact().map(|length| usize::try_from(length).unwrap_or(usize::MAX))
}

/// Takes what still comes of a body, for a moment, and keeps none of it. Gives back what is to be said.
pub(super) async fn thrown_away<T>(mut body: Body, said: T) -> T {
    let _ = timeout(LINGER, async { while let Some(Ok(_)) = body.frame().await {} }).await;
    said
}

fn broken(error: &axum::Error) -> Unread {
    if is_due_to::<TooSlow>(error) { TOO_SLOW } else { TORN }
}

fn is_due_to<E: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source()).any(<dyn Error>::is::<E>)
}

impl Unread {
    pub(super) fn is_too_large(&self) -> bool {
        self.status == StatusCode::PAYLOAD_TOO_LARGE
    }

    /// For those who read pages.
    pub(super) fn as_text(&self) -> Response {
        self.answer(self.sentence)
    }

    /// As a server function would say it.
    pub(super) fn as_fault(&self) -> Response {
        self.answer(Json(Fault::Refused(Refusal::unlawful(self.sentence))))
    }

    fn answer(&self, said: impl IntoResponse) -> Response {
        let mut response = (self.status, said).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, LATER);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn status(body: Body, memory: &Memory) -> Option<u16> {
        whole(body, MOST, Whose::Strangers, memory).await.err().map(|unread| unread.status.as_u16())
    }

    fn pieces(pieces: Vec<Result<Bytes, axum::BoxError>>) -> Body {
        Body::from_stream(futures::stream::iter(pieces))
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_is_told_from_one_that_broke() {
        let memory = Memory::default();
        assert_eq!(status(Body::from(vec![b'x'; MOST]), &memory).await, None);
        assert_eq!(status(Body::from(vec![b'x'; MOST + 1]), &memory).await, Some(413));
        let half = || Ok(Bytes::from(vec![b'x'; MOST / 2]));
        assert_eq!(status(pieces(vec![half(), half()]), &memory).await, None);
        assert_eq!(status(pieces(vec![half(), half(), Ok(Bytes::from_static(b"x"))]), &memory).await, Some(413));
        assert_eq!(status(pieces(vec![half(), Err(TooSlow.into())]), &memory).await, Some(408));
        assert_eq!(status(pieces(vec![half(), Err("the line went dead".into())]), &memory).await, Some(400));
    }

    #[tokio::test]
    async fn what_is_not_small_is_counted_while_it_is_there() {
        let memory = Memory::default();
        let read = |size: usize| whole(Body::from(vec![b'x'; size]), MOST, Whose::Strangers, &memory);
        assert!(read(SMALL).await.unwrap().share.is_none());
        let mut taken = Vec::new();
        for _ in 0..32 {
            taken.push(read(MOST).await.unwrap());
        }
        assert_eq!(read(SMALL + 1).await.err().map(|unread| unread.status.as_u16()), Some(503));
        assert!(read(SMALL).await.is_ok(), "what is small has room at any time");
        taken.pop();
        assert!(read(SMALL + 1).await.is_ok());
    }
}
