//! Probes of an incident: what was seen stands on its timeline.

use axum::{Router, routing::get};
use domain::{
    Refusal,
    diagnostics::{Check, Method, Outcome, ProbeRequest},
    ids::ChecklistId,
    incidents::{Incident, IncidentEvent, ItemRef, Severity},
    people::Permission,
};
use tokio::net::TcpListener;

use super::lab::Lab;
use crate::{
    Ask, Backend, Error,
    incidents::Declare,
    testing::{ben, cleo, on_both_databases},
};

/// A database and a web service to look at, an incident to look from.
struct Scene {
    lab: Lab,
    backend: Backend,
    number: i64,
}

impl Scene {
    async fn open(backend: Backend) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new().route("/health", get(|| async { r#"{"status": "unhealthy"}"# }));
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        let lab = Lab::with(&format!("[targets.web]\nkind = \"http\"\nbase_url = \"http://{address}/\"")).await;
        let backend = backend.with_prober(lab.prober.clone());
        let declare = Declare {
            id: None,
            title: "Checkout times out".to_owned(),
            severity: Severity::P1,
            summary: String::new(),
            service: String::new(),
            drill: false,
            restricted: false,
        };
        let number = backend.declare_incident(Ask::by(ben()), declare).await.unwrap().number;
        Self { lab, backend, number }
    }

    async fn run(&self, target: &str, check: Check, predicate: &str) -> Result<Incident, Error> {
        let request =
            ProbeRequest { target: target.to_owned(), title: "A look".to_owned(), check, predicate: Some(predicate.to_owned()) };
        self.backend.run_probe(Ask::by(ben()), self.number, request, None).await
    }

    async fn outcome(&self, target: &str, check: Check, predicate: &str) -> Outcome {
        self.run(target, check, predicate).await.unwrap().evidence.last().unwrap().run.outcome
    }
}

fn sql(statement: &str) -> Check {
    Check::Sql { statement: statement.to_owned() }
}

fn path(path: &str, json_path: Option<&str>) -> Check {
    Check::Http { method: Method::Get, path: path.to_owned(), json_path: json_path.map(str::to_owned) }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>, field: &str) -> String {
    match result {
        Err(Error::Refused(Refusal::Invalid { field: named, sentence })) if named == field => sentence,
        other => panic!("{field} was not refused: {other:?}"),
    }
}

on_both_databases! {
    async fn what_a_probe_saw_is_evidence_on_the_timeline(backend) {
        let mut scene = Scene::open(backend).await;
        let before = scene.lab.state().await;
        assert_eq!(scene.outcome("db", sql("SELECT id FROM victims"), "rows > 1").await, Outcome::Holds);
        assert_eq!(scene.outcome("db", sql("SELECT id FROM victims"), "rows > 5").await, Outcome::DoesNotHold);
        assert_eq!(scene.outcome("db", sql("SELECT nothing FROM nowhere"), "rows > 5").await, Outcome::CouldNotObserve);
        assert_eq!(scene.outcome("db", sql("SELECT 1"), "").await, Outcome::Observed);
        assert_eq!(scene.outcome("web", path("health", Some("$.status")), "value = \"healthy\"").await, Outcome::DoesNotHold);
        assert_eq!(scene.outcome("db", sql("DELETE FROM victims"), "rows > 1").await, Outcome::Refused);
        assert_eq!(scene.outcome("web", path("//elsewhere.example/", None), "status = 200").await, Outcome::Refused);

        let room = scene.backend.room(Ask::by(cleo()), scene.number).await.unwrap();
        let numbers: Vec<i64> = room.incident.evidence.iter().map(|evidence| evidence.number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
        let told = room.entries.iter().filter(|entry| matches!(entry.recorded.event, IncidentEvent::EvidenceRecorded { .. }));
        assert_eq!(told.count(), 7);
        let first = &room.incident.evidence[0];
        assert_eq!((first.by.name(), first.run.target.as_str()), ("Ben", "db"));
        assert_eq!(first.run.output_sha256.as_ref().map(String::len), Some(64));
        assert_eq!(scene.lab.state().await, before);
        scene.lab.close().await;
    }

    async fn a_request_that_means_nothing_is_refused_and_leaves_no_trace(backend) {
        let scene = Scene::open(backend).await;
        let elsewhere = refused(scene.run("prod", sql("SELECT 1"), "").await, "target");
        assert!(elsewhere.contains("db, root, web"), "{elsewhere}");
        refused(scene.run("db", sql("  "), "").await, "statement");
        refused(scene.run("db", sql("SELECT 1"), "rows are many").await, "predicate");
        let nested = format!("${}{}", "[?@".repeat(45), "]".repeat(45));
        for unread in [nested.as_str(), "status"] {
            refused(scene.run("web", path("health", Some(unread)), "").await, "json_path");
        }
        let request = ProbeRequest { target: "db".to_owned(), title: " ".to_owned(), check: sql("SELECT 1"), predicate: None };
        refused(scene.backend.run_probe(Ask::by(ben()), scene.number, request.clone(), None).await, "title");
        let item = ItemRef { checklist: scene.backend.ids.next::<ChecklistId>(), item: "imm-1".to_owned() };
        let request = ProbeRequest { title: "A look".to_owned(), ..request };
        refused(scene.backend.run_probe(Ask::by(ben()), scene.number, request.clone(), Some(item)).await, "item");
        let watched = scene.backend.run_probe(Ask::by(cleo()), scene.number, request, None).await;
        assert!(matches!(watched, Err(Error::Refused(Refusal::NotPermitted(Permission::RunProbe)))), "{watched:?}");
        let incident = scene.backend.incident(Ask::by(ben()), scene.number).await.unwrap();
        assert!(incident.evidence.is_empty());
        scene.lab.close().await;
    }

    async fn without_targets_a_probe_says_how_to_get_one(backend) {
        let request = ProbeRequest { target: "db".to_owned(), title: "A look".to_owned(), check: sql("SELECT 1"), predicate: None };
        let scene = Scene::open(backend.clone()).await;
        let sentence = refused(backend.run_probe(Ask::by(ben()), scene.number, request, None).await, "target");
        assert!(sentence.contains("tocsin.toml"), "{sentence}");
        assert!(backend.list_targets(Ask::by(cleo())).unwrap().is_empty());
        scene.lab.close().await;
    }

    async fn the_page_of_targets_knows_the_last_self_test(backend) {
        let scene = Scene::open(backend).await;
        let untested = scene.backend.list_targets(Ask::by(cleo())).unwrap();
        assert!(untested.iter().all(|target| target.tested_at.is_none() && target.tests.is_empty()));
        scene.backend.self_test_all().await;
        let tested = scene.backend.list_targets(Ask::by(cleo())).unwrap();
        let passed = |name: &str| tested.iter().find(|target| target.card.name == name).unwrap().tests.iter().all(|test| test.passed);
        assert!(passed("db") && passed("web"));
        assert!(!passed("root"), "a superuser is no role to look with");
        refused(scene.backend.self_test_target(Ask::by(ben()), "prod").await, "target");
        scene.lab.close().await;
    }
}
