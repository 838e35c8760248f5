use std::sync::Arc;

use reqwest::{
    Response, StatusCode,
    cookie::{CookieStore as _, Jar},
    header,
    redirect::Policy,
};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use super::LiveTab;

/// A browser with its cookies. It sends forms as our own pages do.
#[derive(Clone)]
pub(crate) struct Browser {
    url: String,
    http: reqwest::Client,
    cookies: Arc<Jar>,
}

impl Browser {
    pub(crate) fn at(url: &str) -> Self {
        let cookies = Arc::new(Jar::default());
        let http = reqwest::Client::builder().cookie_provider(Arc::clone(&cookies)).redirect(Policy::none());
        let http = http.user_agent("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0").build().unwrap();
        Self { url: url.to_owned(), http, cookies }
    }

    /// One that has got hold of these cookies.
    pub(crate) fn with_cookies(url: &str, cookies: &str) -> Self {
        let browser = Self::at(url);
        for cookie in cookies.split("; ") {
            browser.cookies.add_cookie_str(cookie, &url.parse().unwrap());
        }
        browser
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Posts a plain form, as a browser without script does.
    pub(crate) async fn post_form(&self, endpoint: &str, fields: &[(&str, &str)]) -> Response {
        let request = self.http.post(format!("{}/api/{endpoint}", self.url)).form(fields);
        request.header(header::ACCEPT, "text/html").header(header::ORIGIN, &self.url).send().await.unwrap()
    }

    /// Posts a plain form to another address than a server function's.
    pub(crate) async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.submit_from(&self.url, path, fields).await
    }

    /// The same from a page of another site.
    pub(crate) async fn submit_from(&self, origin: &str, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self.http.post(format!("{}{path}", self.url)).form(fields);
        request.header(header::ACCEPT, "text/html").header(header::ORIGIN, origin).send().await.unwrap()
    }

    /// Calls a server function as an island would.
    pub(crate) async fn call(&self, endpoint: &str, fields: &[(&str, &str)]) -> Response {
        self.send(endpoint, fields, &self.url, "same-origin").await.unwrap()
    }

    /// A call that a proxy on this machine hands on, naming the address that it came from.
    pub(crate) async fn call_from(&self, address: &str, endpoint: &str, fields: &[(&str, &str)]) -> Response {
        let request = self.http.post(format!("{}/api/{endpoint}", self.url)).form(fields);
        let request = request.header(header::ACCEPT, "application/json").header(header::ORIGIN, &self.url);
        request.header("x-forwarded-for", address).send().await.unwrap()
    }

    /// The same where the server may be dying: only an answer that came whole counts.
    pub(crate) async fn try_call(&self, endpoint: &str, fields: &[(&str, &str)]) -> reqwest::Result<StatusCode> {
        let answer = self.send(endpoint, fields, &self.url, "same-origin").await?;
        let status = answer.status();
        answer.bytes().await.map(|_| status)
    }

    /// The same from a page of another site that this browser has open too.
    pub(crate) async fn call_from_elsewhere(&self, endpoint: &str, fields: &[(&str, &str)]) -> Response {
        self.send(endpoint, fields, "https://elsewhere.example", "cross-site").await.unwrap()
    }

    async fn send(&self, endpoint: &str, fields: &[(&str, &str)], origin: &str, site: &str) -> reqwest::Result<Response> {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = self.http.post(format!("{}/api/{endpoint}", self.url));
        let request =
            request.header(header::ACCEPT, "application/json").header(header::ORIGIN, origin).header("sec-fetch-site", site);
        request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body).send().await
    }

    /// Posts a body of any kind, with these headers and no others.
    pub(crate) async fn post_as(&self, path: &str, kind: &str, body: String, headers: &[(&str, &str)]) -> Response {
        let request = self.http.post(format!("{}{path}", self.url)).header(header::CONTENT_TYPE, kind).body(body);
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.get_with(path, &[]).await
    }

    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        let request = self.http.get(format!("{}{path}", self.url)).header(header::ACCEPT, "text/html");
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
    }

    /// The same where the server may be going: only an answer that came whole counts.
    pub(crate) async fn try_get(&self, path: &str) -> reqwest::Result<StatusCode> {
        let request = self.http.get(format!("{}{path}", self.url)).header(header::ACCEPT, "text/html");
        let answer = request.send().await?;
        let status = answer.status();
        answer.bytes().await.map(|_| status)
    }

    /// The first word of a live connection, from a page of this origin.
    pub(crate) async fn knock_live(&self, origin: &str) -> Response {
        let request = self.http.get(format!("{}/live", self.url)).header(header::ORIGIN, origin);
        let request = request.header(header::CONNECTION, "Upgrade").header(header::UPGRADE, "websocket");
        let request = request.header("sec-websocket-version", "13").header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.send().await.unwrap()
    }

    /// What the cookies say now.
    pub(crate) fn cookies(&self) -> String {
        let cookies = self.cookies.cookies(&self.url.parse().unwrap());
        cookies.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    /// Opens the live connection, as a page does that stays open.
    pub(crate) async fn open_live(&self) -> LiveTab {
        self.try_open_live().await.unwrap_or_else(|| panic!("the live connection can't be opened"))
    }

    /// The same where the server may be busy with all the others.
    pub(crate) async fn try_open_live(&self) -> Option<LiveTab> {
        let mut request = format!("{}/live", self.url.replace("http://", "ws://")).into_client_request().unwrap();
        request.headers_mut().insert("origin", self.url.parse().unwrap());
        request.headers_mut().insert("cookie", self.cookies().parse().unwrap());
        tokio_tungstenite::connect_async(request).await.ok().map(|(socket, _)| LiveTab(socket))
    }
}
