use domain::people::Role;

use crate::support::Server;

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_an_object_a_line_and_has_the_id_that_the_answer_carries() {
    let server = Server::start_with(&["--log-format", "json"]).await;
    let ada = server.joined("Ada", Role::Viewer).await;
    let answer = ada.get("/incidents").await;
    let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let said = line_of(&server, &id).await;
    assert_eq!((&said["route"], &said["status"], &said["method"]), (&"/incidents".into(), &200.into(), &"GET".into()), "{said}");
    assert!(said["took_ms"].is_number() && said["level"] == "INFO" && said["timestamp"].is_string(), "{said}");
    for line in server.log().lines().filter(|line| line.starts_with('{')) {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
    }
    let other = ada.get("/incidents").await.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_ne!(id, other);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_breaks_shows_the_id_as_its_reference_and_the_log_has_the_cause() {
    let server = Server::start_with(&["--log-format", "json"]).await;
    let ada = server.joined("Ada", Role::Viewer).await;
    server.break_table("incidents").await;
    let answer = ada.get("/incidents").await;
    assert_eq!(answer.status(), 500);
    let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let page = answer.text().await.unwrap();
    assert!(page.contains(&format!("the reference {id}")), "{page}");
    let log = server.logged("a request failed").await;
    let cause = log.lines().find(|line| line.contains("a request failed")).unwrap();
    assert!(cause.contains(&id) && cause.contains("incidents"), "{cause}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_sign_in_is_in_the_log_with_its_address_and_nothing_that_was_typed() {
    let server = Server::start().await;
    let browser = crate::support::Browser::at(&server.url);
    let fields = [("email", "my-password-is@example.org"), ("password", "not the right one"), ("next", "/")];
    browser.call_from("192.0.2.77", "sign_in", &fields).await;
    let log = server.logged("a sign-in failed").await;
    let line = log.lines().find(|line| line.contains("a sign-in failed")).unwrap();
    assert!(line.contains(" address=192.0.2.77 "), "as it stands here, tools look for it: {line}");
    assert!(!log.contains("my-password-is") && !log.contains("not the right one"), "{log}");
}

/// The line about the request of that id; it is written when the answer has left.
async fn line_of(server: &Server, id: &str) -> serde_json::Value {
    for _ in 0..50 {
        let log = server.log();
        let line = log.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        if let Some(found) = line.into_iter().find(|line| line["request_id"] == id) {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("no line has {id}:\n{}", server.log())
}
