use super::{Choices, Handed, Preview};
use crate::{
    Ask, Backend,
    lint::Rule,
    testing::{ada, cleo, on_both_databases, on_sqlite},
};

fn handed(name: &str, text: &str) -> Handed {
    Handed { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// Two runbooks that name each other, a third one of another file, and one that is nowhere.
const ORDERS: &str = "# Orders\n\n## Runbook 1: Slow orders\n\n### Diagnostics\n\n1. Count what waits\n\n```bash\n# If it grows → database (see Runbook 2)\ndf -h # RB-004, RB-004 again\n```\n\n\
### Mitigation\n\n1. Follow RB-004 or Packets get lost\n2. See `RB-004`\n3. Never mind Runbook 9\n\n\
## Runbook 2: Database is full\n\n### Mitigation\n\n1. Delete old rows, then Runbook 1\n";
const OTHERS: &str = "# Hosts\n\n## [RB-004] File descriptors run out\n\n### Mitigation\n\n1. Raise the limit\n\n## Packets get lost\n\n### Mitigation\n\n1. Switch lines\n";

fn both() -> Vec<Handed> {
    vec![handed("orders.md", ORDERS), handed("hosts.md", OTHERS)]
}

async fn html(backend: &Backend, slug: &str) -> String {
    backend.runbook(Ask::by(cleo()), slug).await.unwrap().page.html
}

async fn broken(backend: &Backend, slug: &str) -> Vec<String> {
    let health = backend.runbook_health(Ask::by(cleo()), slug).await.unwrap();
    let broken = health.own.into_iter().filter(|shown| shown.finding.rule == Rule::BrokenReference);
    broken.map(|shown| shown.finding.what).collect()
}

/// The link to a runbook with these words.
fn link(slug: &str, words: &str) -> String {
    format!("<a href=\"/runbooks/{slug}\" rel=\"noopener noreferrer nofollow\">{words}</a>")
}

on_both_databases! {
    async fn a_runbook_leads_to_those_that_it_names_also_in_other_files_and_in_code(backend) {
        backend.import(Ask::by(ada()), both(), &Choices::default()).await.unwrap();
        let page = html(&backend, "slow-orders").await;
        assert!(page.contains(&format!("Follow {} or {}", link("file-descriptors-run-out", "RB-004"), link("packets-get-lost", "Packets get lost"))), "{page}");
        assert!(page.contains(&link("file-descriptors-run-out", "<code>RB-004</code>")), "{page}");
        let beneath = format!(
            "</pre><p class=\"mentioned\">Mentioned here: {}, {}</p></figure>",
            link("database-is-full", "Runbook 2: Database is full"),
            link("file-descriptors-run-out", "RB-004: File descriptors run out")
        );
        assert!(page.contains(&beneath), "{page}");
        assert!(page.contains("Never mind Runbook 9"), "{page}");
        assert_eq!(broken(&backend, "slow-orders").await.len(), 1);
        assert!(broken(&backend, "slow-orders").await[0].contains("Runbook 9"));
        assert!(html(&backend, "database-is-full").await.contains(&link("slow-orders", "Runbook 1")));
        assert!(!html(&backend, "file-descriptors-run-out").await.contains("<a href=\"/runbooks"));
    }

    async fn what_is_named_is_broken_until_the_file_that_holds_it_is_there(backend) {
        backend.import(Ask::by(ada()), vec![handed("orders.md", ORDERS)], &Choices::default()).await.unwrap();
        assert_eq!(broken(&backend, "slow-orders").await.len(), 4, "RB-004 thrice, and Runbook 9");
        let warned = |preview: Preview| preview.files[0].document.warnings.len();
        let alone = backend.preview_import(Ask::by(ada()), vec![handed("orders.md", ORDERS)], &Choices::default()).await.unwrap();
        let beside = backend.preview_import(Ask::by(ada()), both(), &Choices::default()).await.unwrap();
        assert_eq!(warned(alone) - warned(beside), 3);
        backend.import(Ask::by(ada()), vec![handed("hosts.md", OTHERS)], &Choices::default()).await.unwrap();
        assert_eq!(broken(&backend, "slow-orders").await.len(), 1);
    }

    async fn runbooks_that_were_exported_one_by_one_still_lead_to_each_other(backend) {
        backend.import(Ask::by(ada()), both(), &Choices::default()).await.unwrap();
        let export = async |backend: &Backend| -> Vec<Handed> {
            let files = backend.export_runbooks(Ask::by(cleo())).await.unwrap();
            files.into_iter().map(|file| handed(&format!("{}.md", file.slug), &file.text)).collect()
        };
        let files = export(&backend).await;
        let other = on_sqlite().await;
        let elsewhere = &other.backend;
        elsewhere.import(Ask::by(ada()), files.clone(), &Choices::default()).await.unwrap();
        let (here, there) = (html(&backend, "slow-orders").await, html(elsewhere, "slow-orders").await);
        assert_eq!(there, here);
        assert_eq!(broken(elsewhere, "slow-orders").await.len(), 1);
        let without_ids = |files: &[Handed]| -> Vec<String> {
            let text = files.iter().map(|file| String::from_utf8(file.bytes.clone()).unwrap()).collect::<String>();
            text.lines().filter(|line| !line.starts_with("id: ")).map(str::to_owned).collect()
        };
        assert_eq!(without_ids(&export(elsewhere).await), without_ids(&files), "and again");
        // Here, too, once a file of one runbook has been changed; also one whose head says nothing of a collection.
        let longer = |file: &Handed| {
            let text = String::from_utf8(file.bytes.clone()).unwrap().replace("collection: \"orders.md\"\n", "");
            handed(&file.name, &format!("{text}\nOne more line.\n"))
        };
        let imported = backend.import(Ask::by(ada()), files.iter().map(longer).collect(), &Choices::default()).await.unwrap();
        assert_eq!(imported.changed.len(), 4);
        assert!(html(&backend, "database-is-full").await.contains(&link("slow-orders", "Runbook 1")));
        assert_eq!(broken(&backend, "slow-orders").await.len(), 1);
    }

    async fn a_branch_that_names_another_runbook_leads_there(backend) {
        let text = "# Night\n\n## Pages are slow\n\n### Immediate Actions\n\n**1. Decision Point**\n\n\
- **If the database is full** → RB-004\n- **If not** → go to \"Diagnostics\"\n\n### Diagnostics\n\n1. Look at the queue\n";
        backend.import(Ask::by(ada()), vec![handed("night.md", text), handed("hosts.md", OTHERS)], &Choices::default()).await.unwrap();
        let (_, plan) = backend.plan_of(Ask::by(ada()), "pages-are-slow").await.unwrap();
        let decision = plan.groups.iter().find_map(|group| group.decision.as_ref()).unwrap();
        let leads: Vec<Option<&str>> =
            decision.branches.iter().map(|branch| branch.runbook.as_ref().map(|runbook| runbook.slug.as_str())).collect();
        assert_eq!(leads, [Some("file-descriptors-run-out"), None], "{decision:?}");
    }
}
