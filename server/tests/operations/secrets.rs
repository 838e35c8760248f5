use std::collections::HashMap;

use backend::Ask;
use domain::people::{Role, Who};

use crate::{
    forger::{self, Forger},
    support::{Browser, PASSWORD, Server, postgres::Scratch},
};

const DATABASE: &str = "database-password-5c1f";
const SMTP: &str = "smtp-password-77aa";
const METRICS: &str = "metrics-token-0123456789";
const SHOP_DATABASE: &str = "shop-database-password-e0b1";
const SHOP_TOKEN: &str = "shop-token-4411";
/// Typed where an address belongs.
const MISTAKEN: &str = "typed-in-the-wrong-field@example.org";
const WRONG: &str = "not-the-right-password-9d";
const NEW: &str = "a new horse, not stapled either";
const CHOSEN: &str = "a third horse, with no staple near";

/// A server with a secret of every kind, which says all that it can.
struct Run {
    server: Server,
    forger: Forger,
    scratch: Scratch,
    _settings: tempfile::TempDir,
    secrets: Vec<(&'static str, String)>,
}

impl Run {
    async fn begin() -> Self {
        let (forger, scratch, folder) = (Forger::start().await, Scratch::new().await, tempfile::tempdir().unwrap());
        let with_password = |password: &str| scratch.url.replacen('@', &format!(":{password}@"), 1);
        let smtp = std::env::var("TEST_SMTP").unwrap().replace("smtp://", &format!("smtp://tocsin:{SMTP}@"));
        let settings = format!(
            "metrics = \"token\"\n[mail]\nsmtp = \"{smtp}\"\n\
             [sign_in.forge]\nname = \"The Forge\"\nissuer = \"{0}\"\nclient_id = \"tocsin\"\nclient_secret = \"{1}\"\n\
             [targets.shop-db]\nkind = \"postgres\"\nurl = \"{2}\"\n\
             [targets.shop]\nkind = \"http\"\nbase_url = \"{0}\"\nheaders = {{ authorization = \"Bearer {SHOP_TOKEN}\" }}\n",
            forger.url,
            forger::SECRET,
            with_password(SHOP_DATABASE),
        );
        let path = folder.path().join("tocsin.toml");
        std::fs::write(&path, settings).unwrap();
        let token = format!("TOCSIN_METRICS_TOKEN={METRICS}");
        let arguments = ["--config", path.to_str().unwrap(), "--database-url", &with_password(DATABASE)];
        let server = Server::start_under(&["env", "TOCSIN_LOG=debug", &token], &arguments).await;
        let secrets = [
            ("the database's password", DATABASE),
            ("the mail server's password", SMTP),
            ("the token for figures", METRICS),
            ("a target's password", SHOP_DATABASE),
            ("a target's token", SHOP_TOKEN),
            ("the provider's secret", forger::SECRET),
            ("what was typed for an address", MISTAKEN),
            ("a wrong password", WRONG),
            ("a right password", PASSWORD),
            ("a new password", NEW),
            ("a password that was chosen by a link", CHOSEN),
            ("an access token", "an access token that no browser sees"),
            ("the head of an ID token", "eyJ"),
        ];
        let secrets = secrets.map(|(what, secret)| (what, secret.to_owned())).to_vec();
        Self { server, forger, scratch, _settings: folder, secrets }
    }

    fn keep(&mut self, what: &'static str, secret: &str) {
        assert!(secret.len() >= 6, "{what} is too short to be looked for: {secret}");
        self.secrets.push((what, secret.to_owned()));
    }

    fn keep_cookies(&mut self, browser: &Browser) {
        let cookies = browser.cookies();
        assert!(!cookies.is_empty(), "there is no cookie to look for");
        for cookie in cookies.split("; ") {
            self.keep("a cookie", cookie.split_once('=').unwrap().1);
        }
    }

    /// The first administrator, whom the printed link lets in.
    async fn set_up(&mut self) -> Browser {
        let (token, dev) = (self.server.set_up_token().await, Browser::at(&self.server.url));
        for path in [format!("/set-up/{token}"), format!("/set-up/{token}/"), format!("/set-up/{token}?x=1")] {
            dev.get(&path).await;
        }
        let fields = [("token", token.as_str()), ("name", "Dev"), ("email", "dev@example.org"), ("password", PASSWORD)];
        dev.post_form("set_up", &[&fields[..3], &[("password", "short")]].concat()).await;
        assert!(dev.post_form("set_up", &fields).await.status().is_redirection());
        self.keep("the link to the first account", &token);
        self.keep_cookies(&dev);
        dev
    }

    async fn invite(&mut self) {
        let invited = self.server.backend().await.invite(Ask::by(&Who::tocsin()), "ada@example.org", Role::Viewer).await;
        let path = invited.unwrap().path;
        let (token, ada) = (path.trim_start_matches("/invitations/").to_owned(), Browser::at(&self.server.url));
        for path in [path.clone(), format!("{path}/"), format!("/invitation/{token}")] {
            ada.get(&path).await;
        }
        let fields = [("token", token.as_str()), ("name", "Ada"), ("password", PASSWORD)];
        ada.call("accept_invitation", &[&fields[..2], &[("password", "short")]].concat()).await;
        ada.call("accept_invitation", &fields).await;
        self.keep("an invitation", &token);
        self.keep_cookies(&ada);
        ada.call("change_password", &[("password", WRONG), ("new_password", NEW)]).await;
        ada.call("change_password", &[("password", PASSWORD), ("new_password", NEW)]).await;
        ada.open_live().await;
        self.keep_cookies(&ada);
    }

    /// A link to a new password, from the page on which it is shown once to whoever follows it.
    async fn forget(&mut self, dev: &Browser) {
        let id = self.server.id_of("Ada").await;
        let answer = dev.post_form("make_password_link", &[("person", &id)]).await;
        let cookies = answer.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        let mut values = cookies.filter_map(|cookie| cookie.split(['=', ';']).nth(1));
        let path = values.find(|value| value.starts_with("/new-password/"));
        let path = path.unwrap_or_else(|| panic!("no link was handed over: {answer:?}")).to_owned();
        let page = dev.get("/settings/people").await.text().await.unwrap();
        assert!(page.contains(&path), "it is not shown:\n{page}");
        let (token, ada) = (path.trim_start_matches("/new-password/").to_owned(), Browser::at(&self.server.url));
        for path in [path.clone(), format!("{path}/"), format!("/newpassword/{token}")] {
            ada.get(&path).await;
        }
        ada.post_form("choose_password", &[("token", &token), ("password", "short")]).await;
        let answer = ada.post_form("choose_password", &[("token", &token), ("password", CHOSEN)]).await;
        assert_eq!(answer.headers()["location"], "/", "{answer:?}");
        self.keep("a password link", &token);
        self.keep_cookies(&ada);
    }

    async fn sign_in(&mut self) {
        let browser = Browser::at(&self.server.url);
        browser.post_form("sign_in", &[("email", MISTAKEN), ("password", WRONG), ("next", "/")]).await;
        browser.get(&format!("/sign-in?password={WRONG}")).await;
        browser.call("sign_in", &[("email", "dev@example.org"), ("password", PASSWORD), ("next", "/")]).await;
        self.keep_cookies(&browser);
        let figures = reqwest::Client::new().get(format!("{}/metrics", self.server.url)).bearer_auth(METRICS);
        assert_eq!(figures.send().await.unwrap().status(), 200);
    }

    /// There and back, once as it should be and once with a code that nobody gave out.
    async fn sign_in_by_provider(&mut self) {
        for code in [None, Some("code-of-nobody")] {
            let browser = Browser::at(&self.server.url);
            let page = browser.submit("/sign-in/with", &[("provider", "forge"), ("next", "/")]).await.text().await.unwrap();
            let link = page.split("content=\"0;url=").nth(1).unwrap_or_else(|| panic!("it leads nowhere:\n{page}"));
            let url: url::Url = link.split('"').next().unwrap().replace("&amp;", "&").parse().unwrap();
            let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
            let given = self.forger.consent(&asked);
            let code = code.unwrap_or(&given);
            let back = serde_urlencoded::to_string([("state", asked["state"].as_str()), ("code", code)]).unwrap();
            browser.get(&format!("/sign-in/forge/return?{back}")).await;
            for (what, secret) in [("a state", &asked["state"]), ("a nonce", &asked["nonce"]), ("a code", &code.to_owned())] {
                self.keep(what, secret);
            }
            self.keep_cookies(&browser);
        }
    }

    async fn probe(&self, dev: &Browser) {
        dev.call("declare_incident", &[("title", "Checkout times out"), ("severity", "p3")]).await;
        for target in ["shop-db", "shop"] {
            dev.call("self_test_target", &[("target", target)]).await;
            let asked = [("number", "1"), ("target", target), ("title", "Look"), ("statement", "SELECT 1"), ("path", "/keys")];
            dev.call("run_probe", &asked).await;
        }
    }

    /// A call by mail, and an outage: what fails is told at length.
    async fn fail(&self, dev: &Browser) {
        dev.call("revise_contacts", &[("contacts[0][role]", "CTO"), ("contacts[0][email]", "cto@example.org")]).await;
        dev.call("declare_incident", &[("title", "Everything is down"), ("severity", "p0")]).await;
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        self.scratch.go_away().await;
        let fields = [("email", "dev@example.org"), ("password", PASSWORD), ("next", "/")];
        assert!(Browser::at(&self.server.url).call("sign_in", &fields).await.status().is_server_error());
        assert!(dev.get("/incidents").await.status().is_server_error());
        self.scratch.come_back().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_secret_stands_in_the_log_of_a_whole_run() {
    let mut run = Run::begin().await;
    let dev = run.set_up().await;
    run.invite().await;
    run.forget(&dev).await;
    run.sign_in().await;
    run.sign_in_by_provider().await;
    run.probe(&dev).await;
    run.fail(&dev).await;

    for said in [
        "DEBUG",
        "/invitations/{token}",
        "/new-password/{token}",
        "a sign-in failed",
        "a sign-in by a provider was refused",
        "a request failed",
        "a password link was made",
        "a password was chosen by a link",
    ] {
        // What isn't said there at all shows nothing by this run.
        run.server.logged(said).await;
    }
    // Nor what was said last, which this comes after.
    dev.get("/the-end-of-this-run").await;
    let log = run.server.logged("/the-end-of-this-run").await;
    // Printed for whoever starts the server, who has no other way in: one line, which is not of the log.
    let (before, after) = log.split_once("This link creates the first administrator").unwrap();
    let (_, after) = after.split_once("/set-up/").unwrap();
    let printed = after.split_whitespace().next().unwrap();
    let log = format!("{before}{}", after.trim_start_matches(printed));
    for (what, secret) in &run.secrets {
        let line = log.lines().find(|line| line.contains(secret.as_str()));
        assert!(line.is_none(), "{what} is in the log: {}", line.unwrap());
    }
}
