use std::process::Command;

use domain::people::Role;

use crate::support::{Browser, PASSWORD, Server, tocsin};

const NEW: &str = "a horse of another colour";

/// Exit status of `tocsin password-link …` on the machine of the server, what it prints, and what it says beside that.
fn password_link(server: &Server, email: &str, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(tocsin());
    command.args(["password-link", email]).args(arguments).arg("--data").arg(server.data()).current_dir(server.folder());
    let done = command.output().unwrap();
    let said = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), said(done.stdout), said(done.stderr))
}

/// The token of a link that was printed, which begins with this address.
fn token<'a>(printed: &'a str, site: &str) -> &'a str {
    let path = printed.strip_prefix(site).and_then(|rest| rest.strip_prefix("/new-password/"));
    path.unwrap_or_else(|| panic!("this is no link at {site}: {printed}")).strip_suffix('\n').unwrap()
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.call("load_account", &[]).await.status() == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_gets_back_in_by_a_link_from_the_command_line() {
    let server = Server::start().await;
    let dev = server.joined("Dev", Role::Admin).await;
    let (status, printed, said) = password_link(&server, "Dev@Example.org", &["--public-url", "https://tocsin.example.org/"]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("Dev chooses a new password for dev@example.org, once, until "), "{said}");
    let token = token(&printed, "https://tocsin.example.org");
    assert!(is_signed_in(&dev).await, "nothing has changed yet");

    let browser = Browser::at(&server.url);
    let page = browser.get(&format!("/new-password/{token}")).await;
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("For the account of Dev, dev@example.org."));
    let fields = [("token", token), ("password", NEW)];
    let answer = browser.post_form("choose_password", &fields).await;
    assert_eq!(answer.headers()["location"], "/", "{answer:?}");
    assert!(is_signed_in(&browser).await && !is_signed_in(&dev).await);
    let old = dev.call("sign_in", &[("email", "dev@example.org"), ("password", PASSWORD), ("next", "/")]).await;
    assert_eq!(old.status(), 422);

    assert_eq!(Browser::at(&server.url).call("choose_password", &fields).await.status(), 409, "once is all");
    let page = browser.get(&format!("/new-password/{token}")).await;
    assert_eq!(page.status(), 409);
    assert!(page.text().await.unwrap().contains("This password link was used already."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_from_the_command_line_waits_for_a_server_that_does_not_run() {
    let mut server = Server::start().await;
    server.joined("Dev", Role::Admin).await;
    server.kill9();
    let (status, printed, said) = password_link(&server, "dev@example.org", &["--listen", "127.0.0.1:4321"]);
    assert_eq!(status, 0, "{said}");
    server.start_again().await;
    let browser = Browser::at(&server.url);
    browser.call("choose_password", &[("token", token(&printed, "http://127.0.0.1:4321")), ("password", NEW)]).await;
    assert!(is_signed_in(&browser).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_gets_no_link_is_told_why_with_status_1() {
    let server = Server::start().await;
    for (email, why) in [
        ("eve@example.org", "Nobody has an account with the address eve@example.org."),
        ("eve", "“eve” is not an e-mail address"),
    ] {
        let (status, printed, said) = password_link(&server, email, &[]);
        assert_eq!((status, printed.as_str()), (1, ""), "{email}: {said}");
        assert!(said.starts_with("tocsin: ") && said.contains(why), "{email}: {said}");
    }
}
