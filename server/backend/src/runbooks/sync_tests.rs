use domain::runbooks::{Runbook, RunbookDraft, SourceDocument, import};

use super::{Choices, Handed, Prefer, RunbookFile, Standing, Synced, tests::fixtures};
use crate::{
    Ask, Backend,
    proposals::Propose,
    testing::{ada, ben, cleo, on_both_databases, on_sqlite},
};

fn handed(files: &[RunbookFile]) -> Vec<Handed> {
    files.iter().map(|file| Handed { name: format!("{}.md", file.slug), bytes: file.text.clone().into_bytes() }).collect()
}

async fn sync(backend: &Backend, files: Vec<Handed>, check: bool) -> Synced {
    backend.sync(Ask::by(ada()), files, Prefer::Neither, check).await.unwrap()
}

async fn exported(backend: &Backend) -> Vec<RunbookFile> {
    backend.export_runbooks(Ask::by(cleo())).await.unwrap()
}

async fn state(backend: &Backend, slug: &str) -> Runbook {
    backend.runbook(Ask::by(cleo()), slug).await.unwrap().runbook
}

/// What must stay the same in another database: all but places in the file and what leads to its other runbooks.
fn essence(runbook: &Runbook) -> serde_json::Value {
    let mut draft: RunbookDraft = runbook.draft.clone().unwrap();
    draft.references.clear();
    draft.owners.clone_from(&runbook.owners);
    let mut value = serde_json::json!([runbook.slug, runbook.next_review, draft]);
    without_places(&mut value);
    value
}

fn without_places(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.retain(|name, _| name != "start" && name != "end");
            fields.values_mut().for_each(without_places);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_places),
        _ => {}
    }
}

on_both_databases! {
    async fn what_was_exported_is_the_same_here_and_in_another_database(backend) {
        backend.import(Ask::by(ada()), fixtures(), &Choices::default()).await.unwrap();
        let sources = backend.export_sources(Ask::by(cleo())).await.unwrap();
        let files = exported(&backend).await;
        assert!(files.len() > 5);

        let here = sync(&backend, handed(&files), false).await;
        assert!(here.rows.iter().all(|row| row.standing == Standing::Unchanged), "{here:#?}");
        assert_eq!(backend.export_sources(Ask::by(cleo())).await.unwrap(), sources, "nothing was kept");
        let imported = backend.import(Ask::by(ada()), handed(&files), &Choices::default()).await.unwrap();
        assert_eq!((imported.created.len(), imported.changed.len(), imported.same), (0, 0, files.len()));

        let scratch = on_sqlite().await;
        let elsewhere = scratch.backend.clone();
        let there = sync(&elsewhere, handed(&files), false).await;
        assert!(there.rows.iter().all(|row| row.standing == Standing::New), "{there:#?}");
        for file in &files {
            let (here, there) = (state(&backend, &file.slug).await, state(&elsewhere, &file.slug).await);
            assert_eq!(essence(&there), essence(&here), "{}", file.slug);
        }
    }

    async fn a_check_changes_nothing_and_a_second_sync_has_nothing_to_do(backend) {
        let first = sync(&backend, fixtures(), true).await;
        assert!(first.changes() && exported(&backend).await.is_empty());
        assert_eq!(sync(&backend, fixtures(), false).await.rows.len(), first.rows.len());
        assert!(!sync(&backend, fixtures(), true).await.changes());

        let mut files = handed(&exported(&backend).await);
        let left_out = files.pop().unwrap();
        let edited = files.first_mut().unwrap();
        edited.bytes.extend_from_slice(b"\nOne more line.\n");
        let slug = edited.name.trim_end_matches(".md").to_owned();
        let done = sync(&backend, files.clone(), false).await;
        let of = |slug: &str| done.rows.iter().find(|row| row.runbook.as_deref() == Some(slug)).unwrap().standing.clone();
        assert_eq!(of(&slug), Standing::Changed);
        assert_eq!(of(left_out.name.trim_end_matches(".md")), Standing::Missing);
        assert_eq!(state(&backend, &slug).await.version(), 2);
        assert!(!sync(&backend, files, true).await.changes());
    }

    async fn what_was_published_in_the_browser_is_not_overwritten_unasked(backend) {
        let text = "---\nrunbook: disk-full\n---\n\n# Disk full\n\n## Mitigation\n1. Look at `df -h`\n";
        let file = Handed { name: "disk-full.md".to_owned(), bytes: text.into() };
        sync(&backend, vec![file], false).await;
        let before = exported(&backend).await;
        let draft = backend.proposal_draft(Ask::by(ben()), "disk-full", None).await.unwrap();
        let propose = Propose {
            slug: "disk-full".to_owned(),
            base: 1,
            text: draft.text.replace("df -h", "df -i"),
            summary: "Inodes run out too".to_owned(),
            for_review: true,
            ..Propose::default()
        };
        let number = backend.propose(Ask::by(ben()), propose).await.unwrap().number;
        backend.approve_proposal(Ask::by(ada()), number, 1).await.unwrap();
        backend.publish_proposal(Ask::by(ben()), number).await.unwrap();

        let mut edited = handed(&before);
        edited[0].bytes.extend_from_slice(b"2. Find what grows\n");
        let refused = sync(&backend, edited.clone(), false).await;
        let reason = match &refused.rows[0].standing {
            Standing::Refused { reason } => reason.clone(),
            other => panic!("not refused: {other:?}"),
        };
        assert!(reason.contains("Version 2") && reason.contains("--prefer files"), "{reason}");
        let kept = backend.sync(Ask::by(ada()), edited.clone(), Prefer::Database, false).await.unwrap();
        assert_eq!((&kept.rows[0].standing, kept.changes()), (&Standing::Kept, false));
        assert_eq!(state(&backend, "disk-full").await.version(), 2);
        backend.sync(Ask::by(ada()), edited.clone(), Prefer::Files, false).await.unwrap();
        assert_eq!(state(&backend, "disk-full").await.version(), 3);
        // The question is answered: the file's next text is no conflict.
        edited[0].bytes.extend_from_slice(b"3. Make room\n");
        assert!(!sync(&backend, edited, false).await.refuses());
        assert_eq!(state(&backend, "disk-full").await.version(), 4);
    }

    async fn a_file_that_means_nothing_is_refused_and_the_others_come_in(backend) {
        let mut files = fixtures();
        let sound = files.len();
        files.push(Handed { name: "a/odd.md".to_owned(), bytes: b"---\nrunbook: odd\nnext_review: soon\n---\n\n# Odd\n".to_vec() });
        files.push(Handed { name: "README.md".to_owned(), bytes: b"Words.\n".to_vec() });
        let done = sync(&backend, files, false).await;
        assert!(done.refuses() && done.changes() && sound > 0);
        assert_eq!(done.without_runbook, 1);
        let refused = done.rows.iter().find(|row| row.file.as_deref() == Some("a/odd.md")).unwrap();
        assert!(matches!(&refused.standing, Standing::Refused { reason } if reason.contains("write a date")), "{refused:?}");
    }
}

#[test]
fn keys_that_a_runbook_has_carried_on_are_in_its_file() {
    let body = "# Slow queue\n\n## Mitigation\n1. Stop the importer.\n2. Restart the worker.\n";
    let read = |text: &str| -> SourceDocument { import::read("queue.md", text) };
    let mut draft = read(&format!("---\nrunbook: slow-queue\n---\n\n{body}")).runbooks().next().unwrap().clone();
    draft.sections[0].steps[0].key = "mit-9".to_owned();
    let runbook = Runbook { slug: "slow-queue".to_owned(), title: draft.title.clone(), ..Runbook::default() };
    let mut runbook = Runbook { draft: Some(draft), ..runbook };
    let file = import::write(&runbook, body);
    assert!(file.contains("keys: {\"mit-1\":\"mit-9\"}"), "{file}");
    runbook.draft = None;
    assert!(!import::write(&runbook, body).contains("keys:"));
}
