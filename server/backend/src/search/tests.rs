use chrono::Days;
use domain::incidents::{Command, Severity, Stage};

use super::{Findings, FoundRunbook, fill_passages};
use crate::{
    Ask, Backend,
    action_items::AddActionItem,
    incidents::Declare,
    runbooks::{Choices, Handed},
    testing::{account, ada, ben, cleo, on_both_databases},
};

const STORAGE: &str = "# Storage\n\n**Last Updated**: 2026-09-01\n\n## [RB-007] Disk is full\n\n**Severity:** P1\n**Owner:** Storage team\n\n\
### Symptoms\n\n- Writes fail with `No space left on device`\n\n### Immediate Actions\n\n1. Stop the nightly export\n\
2. Delete old archives\n\n```bash\ndf -h # all of them\n```\n\n### Prevention\n\n- Alert four hours ahead\n\n\
## [RB-008] Export is late\n\n**Severity:** P2\n\n### Symptoms\n\n- Reports of yesterday are missing\n\n\
### Immediate Actions\n\n1. Look whether the disk is full\n2. Start the export again\n";

async fn storage(backend: &Backend) {
    let file = Handed { name: "storage.md".to_owned(), bytes: STORAGE.as_bytes().to_vec() };
    let imported = backend.import(Ask::by(ada()), vec![file], &Choices::default()).await.unwrap();
    assert_eq!(imported.created.len(), 2);
}

async fn outage(backend: &Backend, title: &str) -> i64 {
    let declare = Declare {
        id: None,
        title: title.to_owned(),
        severity: Severity::P2,
        summary: String::new(),
        service: "checkout".to_owned(),
        drill: false,
        restricted: false,
    };
    backend.declare_incident(Ask::by(ben()), declare).await.unwrap().number
}

async fn found(backend: &Backend, text: &str) -> Findings {
    backend.search(Ask::by(cleo()), text, 5).await.unwrap()
}

fn titles(runbooks: &[FoundRunbook]) -> Vec<&str> {
    runbooks.iter().map(|runbook| runbook.title.as_str()).collect()
}

on_both_databases! {
    async fn an_incident_is_found_by_its_number_before_all_others(backend) {
        outage(&backend, "Checkout times out").await;
        let second = outage(&backend, "Orders of 1 item are lost").await;
        for typed in ["1", "INC-1", "inc 1", "#1"] {
            assert_eq!(found(&backend, typed).await.incidents[0].number, 1, "{typed}");
        }
        assert_eq!(found(&backend, "orders lost").await.incidents[0].number, second);
        assert_eq!(found(&backend, "CHECKOUT").await.incidents[0].title, "Checkout times out", "the title before the service");
        assert!(found(&backend, "act-1").await.incidents.is_empty());
    }

    async fn an_open_incident_comes_before_one_that_is_over(backend) {
        let open = outage(&backend, "Checkout times out").await;
        let over = outage(&backend, "Checkout times out").await;
        let resolve = Command::EnterStage { stage: Stage::Resolved, override_reason: Some("False alarm".to_owned()) };
        backend.work_on_incident(Ask::by(ada()), over, resolve).await.unwrap();
        let numbers: Vec<i64> = found(&backend, "checkout").await.incidents.iter().map(|incident| incident.number).collect();
        assert_eq!(numbers, [open, over]);
        assert_eq!(found(&backend, "checkout").await.postmortems[0].number, over, "resolving began its post-mortem");
    }

    async fn letters_that_are_not_plain_are_found_in_either_case(backend) {
        outage(&backend, "Große STÖRUNG bei Zahlungen").await;
        assert_eq!(found(&backend, "störung").await.incidents.len(), 1);
        assert_eq!(found(&backend, "GROSSE störing").await.incidents.len(), 0);
    }

    async fn a_runbook_is_found_by_id_by_title_by_a_pasted_error_and_by_what_it_says(backend) {
        storage(&backend).await;
        assert_eq!(titles(&found(&backend, "rb-008").await.runbooks)[0], "Export is late");
        assert_eq!(titles(&found(&backend, "disk full").await.runbooks), ["Disk is full", "Export is late"], "title before text");
        let pasted = found(&backend, "2026-11-22 write failed: No space left on device (os error 28)").await;
        assert_eq!(titles(&pasted.runbooks)[0], "Disk is full");
        let said = found(&backend, "reports yesterday").await.runbooks;
        assert_eq!((said[0].title.as_str(), said[0].place.is_empty()), ("Export is late", false));
    }

    async fn a_step_is_found_with_its_place_on_the_page(backend) {
        storage(&backend).await;
        let steps = found(&backend, "delete archives").await.steps;
        assert_eq!((steps[0].text.as_str(), steps[0].runbook.as_str()), ("Delete old archives", "Disk is full"));
        let page = backend.runbook(Ask::by(cleo()), &steps[0].slug).await.unwrap().page;
        assert!(page.html.contains(&format!("id=\"{}\"", steps[0].anchor)));
    }

    async fn a_new_version_is_found_by_its_own_words_only(backend) {
        storage(&backend).await;
        let newer = STORAGE.replace("Delete old archives", "Grow the volume");
        let file = Handed { name: "storage.md".to_owned(), bytes: newer.into_bytes() };
        backend.import(Ask::by(ada()), vec![file], &Choices::default()).await.unwrap();
        assert_eq!(found(&backend, "grow volume").await.steps.len(), 1);
        assert!(found(&backend, "delete old archives").await.steps.is_empty());
    }

    async fn runbooks_from_before_there_was_a_search_are_found_after_the_next_start(backend) {
        storage(&backend).await;
        let mut tx = backend.db.write().await.unwrap();
        tx.query("DELETE FROM runbook_passages").execute().await.unwrap();
        tx.commit().await.unwrap();
        assert!(found(&backend, "disk").await.runbooks.is_empty());
        fill_passages(&backend.db).await.unwrap();
        assert_eq!(titles(&found(&backend, "disk is full").await.runbooks)[0], "Disk is full");
    }

    async fn people_and_promised_work_are_found_by_name_and_number(backend) {
        account(&backend, ben(), "ben@example.org").await;
        let promise = AddActionItem {
            title: "Set a lock timeout".to_owned(),
            owner: ben().actor.person().map(|person| person.id),
            due: Some(backend.clock.now().date_naive() + Days::new(7)),
            ..AddActionItem::default()
        };
        backend.add_action_item(Ask::by(ben()), promise).await.unwrap();
        assert_eq!(found(&backend, "be").await.people[0].name, "Ben");
        assert_eq!(found(&backend, "ben@example.org").await.people.len(), 1);
        for typed in ["act-1", "1", "timeout lock"] {
            assert_eq!(found(&backend, typed).await.action_items[0].title, "Set a lock timeout", "{typed}");
        }
    }

    async fn what_matches_everything_elsewhere_is_taken_as_it_stands(backend) {
        outage(&backend, "Checkout times out").await;
        for typed in ["%", "_", "!", "c%t", "check_ut", "' OR 1=1"] {
            assert!(found(&backend, typed).await.incidents.is_empty(), "{typed}");
        }
        let long = "checkout ".repeat(10_000);
        assert_eq!(found(&backend, &long).await.incidents.len(), 1);
    }

    async fn no_more_than_asked_for_is_given(backend) {
        for _ in 0..4 {
            outage(&backend, "Checkout times out").await;
        }
        assert_eq!(backend.search(Ask::by(cleo()), "checkout", 3).await.unwrap().incidents.len(), 3);
    }

    async fn a_pasted_error_leads_to_the_runbook_of_the_corpus_that_names_it(backend) {
        let beside = || concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/runbooks").to_owned();
        let path = std::env::var("TOCSIN_CORPUS").unwrap_or_else(|_| beside());
        let Ok(folder) = std::fs::read_dir(path) else {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "The acceptance corpus is missing: say in TOCSIN_CORPUS where it is.");
            return;
        };
        let file = |path: std::path::PathBuf| Handed {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            bytes: std::fs::read(path).unwrap(),
        };
        let files = folder.map(|entry| file(entry.unwrap().path())).collect();
        backend.import(Ask::by(ada()), files, &Choices::default()).await.unwrap();
        for (pasted, names_it) in [
            ("FATAL: too many clients already", "Database Saturation"),
            ("EMFILE", "File Descriptor Exhaustion"),
            ("new row violates row-level security policy for table \"users\"", "RLS Policy Violations"),
            ("JwtExpired", "Authentication Token Expiration"),
            ("ECONNREFUSED 127.0.0.1:5432", "Database Connection Issues"),
        ] {
            assert_eq!(titles(&found(&backend, pasted).await.runbooks).first(), Some(&names_it), "{pasted}");
        }
    }
}
