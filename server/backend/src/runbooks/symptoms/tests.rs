use domain::incidents::Severity;

use super::{SymptomFilter, SymptomPage, fill_symptoms};
use crate::{
    Ask, Backend,
    runbooks::{Choices, Handed},
    testing::{ada, cleo, on_both_databases},
};

const FILE: &str = "# Storage\n\n## 1. Disk is full\n\n**Severity:** P2\n\n### Symptoms\n\n- Writes fail with `No space left on device`\n\
- Stale user data persists.\n- Stale user data persists\n\n### Immediate Actions\n\n1. Stale plans: stop the export\n\n\
## 2. Cache is stale\n\n**Severity:** P1\n\n### Symptoms\n\n- **Stale** user data persists\n- 100% of reads are hits\n\n### Immediate Actions\n\n1. Clear it\n\n\
## 3. Nobody knows\n\n### Immediate Actions\n\n1. Look\n";

async fn take(backend: &Backend, text: &str) {
    let file = Handed { name: "storage.md".to_owned(), bytes: text.as_bytes().to_vec() };
    backend.import(Ask::by(ada()), vec![file], &Choices::default()).await.unwrap();
}

async fn page(backend: &Backend, query: &str, ticked: &[&str]) -> SymptomPage {
    let all = backend.symptoms(Ask::by(cleo()), SymptomFilter::default()).await.unwrap();
    let mark = |label: &&str| all.symptoms.iter().find(|symptom| symptom.label.contains(*label)).unwrap().mark.clone();
    let filter = SymptomFilter { query: query.to_owned(), ticked: ticked.iter().map(mark).collect(), after: None };
    backend.symptoms(Ask::by(cleo()), filter).await.unwrap()
}

async fn labels(backend: &Backend, query: &str) -> Vec<String> {
    page(backend, query, &[]).await.symptoms.into_iter().map(|symptom| symptom.label).collect()
}

on_both_databases! {
    async fn symptoms_of_all_runbooks_are_listed_once_each_and_nothing_else_is(backend) {
        assert_eq!(page(&backend, "", &[]).await, SymptomPage::default());
        take(&backend, FILE).await;
        let all = page(&backend, "", &[]).await;
        let told: Vec<(&str, i64)> = all.symptoms.iter().map(|symptom| (symptom.label.as_str(), symptom.runbooks)).collect();
        assert_eq!(told, [
            ("100% of reads are hits", 1),
            ("Stale user data persists", 2),
            ("Writes fail with No space left on device", 1),
        ]);
        assert_eq!((all.likely, all.next), (vec![], None));
    }

    async fn what_is_typed_narrows_them_and_ticks_stay(backend) {
        take(&backend, FILE).await;
        assert_eq!(labels(&backend, "STALE data").await, ["Stale user data persists"]);
        assert_eq!(labels(&backend, "device `No space`").await, ["Writes fail with No space left on device"]);
        for typed in ["zebra", "export", "%stale%zebra"] {
            assert!(labels(&backend, typed).await.is_empty(), "{typed}");
        }
        assert_eq!(labels(&backend, "%").await.len(), 3, "a sign alone asks for nothing");
        let narrowed = page(&backend, "reads", &["Stale user"]).await;
        assert_eq!((narrowed.ticked.len(), narrowed.symptoms.len()), (1, 1));
        assert!(page(&backend, "stale", &["Stale user"]).await.symptoms.is_empty(), "what is ticked is not listed twice");
    }

    async fn the_runbook_that_names_most_of_what_is_seen_comes_first(backend) {
        take(&backend, FILE).await;
        let ranked = |page: SymptomPage| page.likely.into_iter().map(|likely| (likely.runbook.slug, likely.named)).collect::<Vec<_>>();
        let (full, stale) = ("disk-is-full".to_owned(), "cache-is-stale".to_owned());
        let one = page(&backend, "", &["Stale user"]).await;
        assert_eq!(one.likely[0].runbook.severity, Some(Severity::P1));
        assert_eq!(ranked(one), [(stale.clone(), 1), (full.clone(), 1)], "of equals the one for what is worse");
        assert_eq!(ranked(page(&backend, "", &["Stale user", "No space"]).await), [(full.clone(), 2), (stale.clone(), 1)]);
        let unknown = SymptomFilter { ticked: vec!["'; DROP".to_owned()], ..SymptomFilter::default() };
        assert!(backend.symptoms(Ask::by(cleo()), unknown).await.unwrap().likely.is_empty());

        backend.retire_runbook(Ask::by(ada()), "disk-is-full", "The disks are gone").await.unwrap();
        let left = page(&backend, "", &["Stale user"]).await;
        assert_eq!((ranked(left), labels(&backend, "").await.len()), (vec![(stale, 1)], 2));
    }

    async fn a_new_version_has_its_own_symptoms(backend) {
        take(&backend, FILE).await;
        take(&backend, &FILE.replace("100% of reads are hits", "Prices are of yesterday")).await;
        assert_eq!(labels(&backend, "").await[0], "Prices are of yesterday");
        assert!(labels(&backend, "hits").await.is_empty());
    }

    async fn a_long_list_has_pages(backend) {
        use std::fmt::Write as _;
        let mut text = "# Many\n\n".to_owned();
        for n in 0..130 {
            write!(text, "## {n}. Runbook {n}\n\n### Symptoms\n\n- Sign {n:03} is seen\n\n### Mitigation\n\n1. Look\n\n").unwrap();
        }
        take(&backend, &text).await;
        let first = backend.symptoms(Ask::by(cleo()), SymptomFilter::default()).await.unwrap();
        assert_eq!((first.symptoms.len(), first.symptoms[99].label.as_str()), (100, "Sign 099 is seen"));
        let rest = SymptomFilter { after: first.next, ..SymptomFilter::default() };
        let rest = backend.symptoms(Ask::by(cleo()), rest).await.unwrap();
        assert_eq!((rest.symptoms.len(), rest.symptoms[0].label.as_str(), rest.next), (30, "Sign 100 is seen", None));
    }

    async fn runbooks_from_before_there_were_symptoms_have_them_after_the_next_start(backend) {
        take(&backend, FILE).await;
        let mut tx = backend.db.write().await.unwrap();
        tx.query("DELETE FROM runbook_symptoms").execute().await.unwrap();
        tx.commit().await.unwrap();
        assert!(labels(&backend, "").await.is_empty());
        fill_symptoms(&backend.db).await.unwrap();
        assert_eq!(labels(&backend, "").await.len(), 3);
    }
}
