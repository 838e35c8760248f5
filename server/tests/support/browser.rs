use reqwest::{Response, StatusCode, header, redirect::Policy};

/// A browser with its cookies. It sends forms as our own pages do.
#[derive(Clone)]
pub(crate) struct Browser {
    url: String,
    http: reqwest::Client,
}

impl Browser {
    pub(crate) fn at(url: &str) -> Self {
        let http = reqwest::Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap();
        Self { url: url.to_owned(), http }
    }

    /// Calls a server function as an island would.
    pub(crate) async fn call(&self, endpoint: &str, fields: &[(&str, &str)]) -> Response {
        self.send(endpoint, fields, &self.url, "same-origin").await.unwrap()
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

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.http.get(format!("{}{path}", self.url)).send().await.unwrap()
    }

    /// The first word of a live connection, from a page of this origin.
    pub(crate) async fn knock_live(&self, origin: &str) -> Response {
        let request = self.http.get(format!("{}/live", self.url)).header(header::ORIGIN, origin);
        let request = request.header(header::CONNECTION, "Upgrade").header(header::UPGRADE, "websocket");
        let request = request.header("sec-websocket-version", "13").header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.send().await.unwrap()
    }
}
