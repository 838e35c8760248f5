use std::error::Error;

use app::fault::Fault;
use axum::{
    Json,
    body::{Body, Bytes, to_bytes},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::Refusal;
use http_body_util::LengthLimitError;

use super::pace::TooSlow;

/// The largest form, plain or sent by a script, in bytes.
pub(super) const MOST: usize = 2 * 1024 * 1024;

/// Why a body was not taken.
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

/// Of a form that is too large so much is read, to show it to whoever typed it.
const MOST_SHOWN: usize = 8 * 1024 * 1024;

/// All of a body, if it is no larger than [`MOST`].
pub(super) async fn whole(body: Body) -> Result<Bytes, Unread> {
    up_to(MOST, body).await
}

/// The same of a form that may be larger than is taken: it is shown again to whoever typed it.
pub(super) async fn to_be_shown(body: Body) -> Result<Bytes, Unread> {
    up_to(MOST_SHOWN, body).await
}

async fn up_to(most: usize, body: Body) -> Result<Bytes, Unread> {
    to_bytes(body, most).await.map_err(|error| {
        if is_due_to::<LengthLimitError>(&error) {
            TOO_LARGE
        } else if is_due_to::<TooSlow>(&error) {
            TOO_SLOW
        } else {
            TORN
        }
    })
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
        (self.status, self.sentence).into_response()
    }

    /// As a server function would say it.
    pub(super) fn as_fault(&self) -> Response {
        (self.status, Json(Fault::Refused(Refusal::unlawful(self.sentence)))).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_that_is_too_large_is_told_from_one_that_broke() {
        let status = async |body: Body| whole(body).await.err().map(|unread| unread.status.as_u16());
        assert_eq!(status(Body::from(vec![b'x'; MOST])).await, None);
        assert_eq!(status(Body::from(vec![b'x'; MOST + 1])).await, Some(413));
        let broken = |error: axum::BoxError| Body::from_stream(futures::stream::iter([Err::<Bytes, _>(error)]));
        assert_eq!(status(broken(TooSlow.into())).await, Some(408));
        assert_eq!(status(broken("the line went dead".into())).await, Some(400));
    }
}
