use std::time::Duration;

use futures::future::BoxFuture;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};
use reqwest::{Client, redirect::Policy};
use thiserror::Error;
use url::Url;

use super::entry::{is_here, is_safe};

/// A provider that takes longer is away.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes; discovery and keys of the largest providers are a tenth of it.
const MOST: usize = 1024 * 1024;

/// How providers are asked: never by a redirect, never in clear over a network, and not for ever.
#[derive(Clone, Debug)]
pub(super) struct Web(Client);

#[derive(Debug, Error)]
pub(super) enum WebError {
    #[error("it does not answer: {0}")]
    Away(String),
    #[error("{0} is not https, so that others could read along")]
    Unsafe(String),
    #[error("its answer has more than {MOST} bytes")]
    TooLong,
}

impl Web {
    pub(super) fn new(issuer: &Url) -> Result<Self, WebError> {
        let mut client = Client::builder().user_agent("tocsin").redirect(Policy::none()).timeout(PATIENCE);
        if is_here(issuer) {
            client = client.no_proxy();
        }
        client.build().map(Self).map_err(|error| away(&error))
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, WebError> {
        let request = reqwest::Request::try_from(request).map_err(|error| away(&error))?;
        if !is_safe(request.url()) {
            return Err(WebError::Unsafe(request.url().origin().ascii_serialization()));
        }
        let mut answer = self.0.execute(request).await.map_err(|error| away(&error))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| away(&error))? {
            if body.len() + chunk.len() > MOST {
                return Err(WebError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = http::Response::new(body);
        (*response.status_mut(), *response.headers_mut()) = (status, headers);
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Web {
    type Error = WebError;
    type Future = BoxFuture<'c, Result<HttpResponse, WebError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

/// The deepest cause, without the address: it may hold a code.
fn away(error: &(dyn std::error::Error + 'static)) -> WebError {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    WebError::Away(cause.downcast_ref::<reqwest::Error>().map_or_else(|| cause.to_string(), |_| "no connection".to_owned()))
}
