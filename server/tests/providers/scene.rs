use std::collections::HashMap;

use domain::people::Role;
use reqwest::Response;

use crate::{
    forger::{Forger, SECRET},
    support::{Browser, Server},
};

/// A server with a provider, an administrator, and Ada, who is a viewer and may come by the provider.
pub(crate) struct Scene {
    pub(crate) server: Server,
    pub(crate) forger: Forger,
    pub(crate) dev: Browser,
    /// Ada's, in which she is not signed in.
    pub(crate) browser: Browser,
    settings: tempfile::TempDir,
}

const ROLES: &str = "roles = { on-call = \"responder\", leads = \"commander\", admins = \"admin\" }";

impl Scene {
    pub(crate) async fn set() -> Self {
        Self::with(ROLES, &[]).await
    }

    /// With these settings beside the necessary ones.
    pub(crate) async fn with(settings: &str, arguments: &[&str]) -> Self {
        let (forger, folder) = (Forger::start().await, tempfile::tempdir().unwrap());
        let path = folder.path().join("tocsin.toml");
        // Two entries of one provider: as good as two providers of which one passes answers on.
        let entry = |key: &str| {
            format!(
                "[sign_in.{key}]\nname = \"The Forge\"\nissuer = \"{}\"\nclient_id = \"tocsin\"\nclient_secret = \"{SECRET}\"\n{settings}\n",
                forger.url
            )
        };
        std::fs::write(&path, entry("forge") + &entry("other")).unwrap();
        let server = Server::start_with(&[&["--config", path.to_str().unwrap()], arguments].concat()).await;
        let dev = server.joined("Dev", Role::Admin).await;
        server.joined("Ada", Role::Viewer).await;
        let browser = Browser::at(&server.url);
        Self { server, forger, dev, browser, settings: folder }
    }

    /// The path of the settings file, for another server.
    pub(crate) fn settings(&self) -> String {
        self.settings.path().join("tocsin.toml").display().to_string()
    }

    /// Presses the button; gives what the provider is asked.
    pub(crate) async fn leave(&self) -> HashMap<String, String> {
        leave(&self.browser, &self.forger).await
    }

    /// Comes back with these in the address.
    pub(crate) async fn come_back(&self, with: &[(&str, &str)]) -> Response {
        come_back(&self.browser, "forge", with).await
    }

    /// There and back, as it should be.
    pub(crate) async fn sign_in(&self) -> Response {
        let asked = self.leave().await;
        let code = self.forger.consent(&asked);
        self.come_back(&[("state", &asked["state"]), ("code", &code)]).await
    }

    /// There and back, and nothing comes of it but a sentence.
    pub(crate) async fn is_refused(&self, sentence: &str, reason: &str) {
        let answer = self.sign_in().await;
        self.was_refused(answer, sentence, reason).await;
    }

    /// Nobody is signed in, the page says why and what to do, and the log has the reason.
    pub(crate) async fn was_refused(&self, answer: Response, sentence: &str, reason: &str) {
        assert_eq!((answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()), (303, "/sign-in"));
        let page = self.browser.get("/sign-in").await.text().await.unwrap();
        let alert = page.split("role=\"alert\"").nth(1).unwrap_or_else(|| panic!("there is no alert:\n{page}"));
        let said = alert.split('>').nth(1).unwrap().trim_end_matches("</p").replace("&#x27;", "'").replace("&#39;", "'");
        assert!(said.contains(sentence), "it said “{said}”");
        assert_eq!(self.browser.call("load_account", &[]).await.status(), 401, "nobody is signed in");
        assert!(!page.contains("eyJ") && !page.contains("access token"), "no token reaches the browser");
        let log = self.server.logged(reason).await;
        assert!(!log.contains("eyJ") && !log.contains(SECRET), "nor the log:\n{log}");
    }

    /// What the account page says of whoever is signed in.
    pub(crate) async fn account(&self) -> serde_json::Value {
        let answer = self.browser.call("load_account", &[]).await;
        assert_eq!(answer.status(), 200, "nobody is signed in:\n{}", self.server.log());
        answer.json().await.unwrap()
    }
}

/// Presses the button in this browser; gives what the provider is asked.
pub(crate) async fn leave(browser: &Browser, forger: &Forger) -> HashMap<String, String> {
    let answer = browser.submit("/sign-in/with", &[("provider", "forge"), ("next", "/settings/account")]).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    let page = answer.text().await.unwrap();
    let link = page.split("content=\"0;url=").nth(1).unwrap_or_else(|| panic!("it leads nowhere:\n{page}"));
    let url = link.split('"').next().unwrap().replace("&amp;", "&");
    let url = url::Url::parse(&url).unwrap();
    assert!(url.as_str().starts_with(&forger.url), "{url}");
    url.query_pairs().into_owned().collect()
}

pub(crate) async fn come_back(browser: &Browser, provider: &str, with: &[(&str, &str)]) -> Response {
    browser.get(&format!("/sign-in/{provider}/return?{}", serde_urlencoded::to_string(with).unwrap())).await
}
