use std::time::{Duration, Instant};

use crate::support::{Browser, Server, postgres::Scratch};

#[tokio::test(flavor = "multi_thread")]
async fn readiness_is_named_checks_in_json() {
    let server = Server::start().await;
    let answer = Browser::at(&server.url).get("/readyz").await;
    assert_eq!(answer.status(), 200);
    let said: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(said["status"], "healthy", "{said}");
    for check in ["database", "schema", "connection_pool", "background_tasks", "timers", "mail"] {
        assert_eq!(said["checks"][check]["status"], "healthy", "{check} in {said}");
    }
    assert!(said["checks"]["database"]["response_time_ms"].as_f64().unwrap() < 1000.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_database_a_server_is_alive_and_not_ready() {
    let database = Scratch::new().await;
    let server = Server::start_with(&["--database-url", &database.url]).await;
    let browser = Browser::at(&server.url);
    assert_eq!(browser.get("/readyz").await.status(), 200);

    database.go_away().await;
    let not_ready = async {
        loop {
            let answer = browser.get("/readyz").await;
            if answer.status() == 503 {
                return answer.json::<serde_json::Value>().await.unwrap();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let said = tokio::time::timeout(Duration::from_secs(10), not_ready).await.unwrap();
    assert_eq!((&said["status"], &said["checks"]["database"]["status"]), (&"unhealthy".into(), &"unhealthy".into()), "{said}");

    let began = Instant::now();
    assert_eq!(browser.get("/healthz").await.status(), 200, "it must not be restarted for that");
    assert!(began.elapsed() < Duration::from_millis(500), "nothing is asked of the database: {:?}", began.elapsed());
    let figures = browser.get("/metrics").await.text().await.unwrap();
    assert!(figures.contains("tocsin_database_up 0"), "{figures}");

    database.come_back().await;
    let ready = async {
        while browser.get("/readyz").await.status() != 200 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), ready).await.unwrap();
}
