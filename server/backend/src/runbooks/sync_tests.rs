use std::collections::HashMap;

use domain::runbooks::{MovedOn, Runbook, RunbookDraft, SourceDocument, import};

use super::{
    Choices, Fate, Handed, PieceSaid, Prefer, RunbookFile, SaidOfFile, SaidOfMany, SaidWhich, Standing, Synced,
    choices_tests::untouched, tests::fixtures,
};
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

/// Ben proposes that the runbook says something else, Ada agrees, and it is published.
async fn published_in_the_browser(backend: &Backend, slug: &str, was: &str, is: &str) {
    let draft = backend.proposal_draft(Ask::by(ben()), slug, None).await.unwrap();
    let propose = Propose {
        slug: slug.to_owned(),
        base: state(backend, slug).await.version(),
        text: draft.text.replace(was, is),
        summary: "Seen at night".to_owned(),
        for_review: true,
        ..Propose::default()
    };
    let number = backend.propose(Ask::by(ben()), propose).await.unwrap().number;
    backend.approve_proposal(Ask::by(ada()), number, 1).await.unwrap();
    backend.publish_proposal(Ask::by(ben()), number).await.unwrap();
}

/// A file of two runbooks, as a team has it in git.
const TWO: &str = "# Storage\n\n## Disk full\n\n### Mitigation\n\n1. Look at `df -h`\n\n## Disk slow\n\n### Mitigation\n\n1. Look at the queue\n";

fn two(text: &str) -> Vec<Handed> {
    vec![Handed { name: "storage.md".to_owned(), bytes: text.into() }]
}

fn standing(synced: &Synced, slug: &str) -> Standing {
    synced.rows.iter().find(|row| row.runbook.as_deref() == Some(slug)).unwrap().standing.clone()
}

async fn source(backend: &Backend, slug: &str) -> String {
    backend.runbook(Ask::by(cleo()), slug).await.unwrap().source
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
        published_in_the_browser(&backend, "disk-full", "df -h", "df -i").await;

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

    async fn a_runbook_that_did_not_change_in_its_file_is_never_rewritten_by_what_stands_beside_it(backend) {
        sync(&backend, two(TWO), false).await;
        published_in_the_browser(&backend, "disk-full", "df -h", "df -i").await;
        // In git somebody edits the other one; the file still holds the first one's old text.
        let edited = TWO.replace("Look at the queue", "Look at the queue length");
        let synced = sync(&backend, two(&edited), false).await;
        let Standing::Refused { reason } = standing(&synced, "disk-full") else { panic!("{synced:#?}") };
        assert!(reason.contains("Version 2") && reason.contains("still has the text of version 1"), "{reason}");
        assert_eq!(standing(&synced, "disk-slow"), Standing::Changed);
        assert!(source(&backend, "disk-full").await.contains("df -i"));
        assert_eq!((state(&backend, "disk-full").await.version(), state(&backend, "disk-slow").await.version()), (2, 2));
        // Whatever is preferred: nobody changed it in the file.
        for prefer in [Prefer::Files, Prefer::Database] {
            let synced = backend.sync(Ask::by(ada()), two(&edited), prefer, false).await.unwrap();
            assert_eq!((standing(&synced, "disk-full"), synced.changes()), (Standing::Kept, false));
        }
        assert_eq!(state(&backend, "disk-full").await.version(), 2);
        // What is exported holds both, so that it can be put into git; then all is in step, and goes on.
        let out = String::from_utf8(backend.export_sources(Ask::by(cleo())).await.unwrap().remove(0).1).unwrap();
        assert!(out.contains("df -i") && out.contains("queue length"), "{out}");
        assert!(!sync(&backend, two(&out), false).await.refuses());
        let next = out.replace("Look at `df -i`", "Look at `df -i` first");
        assert_eq!(standing(&sync(&backend, two(&next), false).await, "disk-full"), Standing::Changed);
        assert_eq!(state(&backend, "disk-full").await.version(), 3);
        // A later proposal begins with what holds.
        published_in_the_browser(&backend, "disk-slow", "queue length", "queue depth").await;
        assert!(source(&backend, "disk-slow").await.contains("queue depth"));
    }

    async fn what_both_changed_waits_for_somebody_who_says_whose_text_counts(backend) {
        sync(&backend, two(TWO), false).await;
        published_in_the_browser(&backend, "disk-full", "df -h", "df -i").await;
        let edited = TWO.replace("df -h", "df -h /srv");
        let synced = sync(&backend, two(&edited), false).await;
        assert!(matches!(standing(&synced, "disk-full"), Standing::Refused { reason } if reason.contains("--prefer files")));
        assert_eq!(standing(&synced, "disk-slow"), Standing::Unchanged);
        let files = backend.sync(Ask::by(ada()), two(&edited), Prefer::Files, false).await.unwrap();
        assert_eq!(standing(&files, "disk-full"), Standing::Changed);
        assert!(source(&backend, "disk-full").await.contains("df -h /srv"));
        assert!(!sync(&backend, two(&edited), true).await.changes());
        // A revert in git is a change of the file like any other.
        assert_eq!(standing(&sync(&backend, two(TWO), false).await, "disk-full"), Standing::Changed);
        assert_eq!(state(&backend, "disk-full").await.version(), 4);
    }

    async fn an_import_leaves_what_moved_on_and_its_preview_says_so(backend) {
        let ask = || Ask::by(ada());
        backend.import(ask(), two(TWO), &Choices::default()).await.unwrap();
        published_in_the_browser(&backend, "disk-full", "df -h", "df -i").await;
        let edited = TWO.replace("df -h", "df -h /srv").replace("Look at the queue", "Look at the queue length");
        let preview = backend.preview_import(ask(), two(&edited), &Choices::default()).await.unwrap();
        let piece = preview.files[0].pieces.iter().find(|piece| piece.title == "Disk full").unwrap();
        assert!(matches!(&piece.runbook, Some((_, Fate::Kept(known))) if known.slug == "disk-full"));
        assert_eq!(piece.moved, Some(MovedOn { since: 1, both: true }));
        assert!(piece.change.as_ref().unwrap().added > 0);
        let id = piece.candidates[0].id;

        let left = backend.import(ask(), two(&edited), &Choices::default()).await.unwrap();
        assert_eq!((left.kept, left.changed), (vec!["disk-full".to_owned()], vec!["disk-slow".to_owned()]));
        assert!(source(&backend, "disk-full").await.contains("df -i"));
        let said = PieceSaid { file: "storage.md".to_owned(), start: TWO.find("## Disk full").unwrap(), said: SaidWhich::Is(id) };
        let choices = Choices { said: vec![said], ..Choices::default() };
        let taken = backend.import(ask(), two(&edited), &choices).await.unwrap();
        assert_eq!((taken.kept.len(), taken.changed), (0, vec!["disk-full".to_owned()]));
        assert!(source(&backend, "disk-full").await.contains("df -h /srv"));
    }

    async fn a_person_says_which_runbook_a_piece_is(backend) {
        let ask = || Ask::by(ada());
        backend.import(ask(), two(TWO), &Choices::default()).await.unwrap();
        // Called otherwise, at another place, and hardly a word as before.
        let other = "# Storage\n\n## Disk slow\n\n### Mitigation\n\n1. Look at the queue\n\n## Volumes\n\n### Mitigation\n\n1. Ask the storage team\n";
        let preview = backend.preview_import(ask(), two(other), &Choices::default()).await.unwrap();
        let piece = preview.files[0].pieces.iter().find(|piece| piece.title == "Volumes").unwrap();
        assert!(matches!(&piece.runbook, Some((_, Fate::New { .. }))));
        let candidate = piece.candidates.iter().find(|candidate| candidate.title == "Disk full").unwrap();
        let say = |line: usize, said: Option<SaidWhich>| SaidOfFile { said: HashMap::from([(line, said)]), ..untouched(&preview) };
        let said = say(piece.line, Some(SaidWhich::Is(candidate.id)));
        let choices = backend.decide_import(ask(), two(other), Choices::default(), &[said], &SaidOfMany::default()).await.unwrap();
        let imported = backend.import(ask(), two(other), &choices).await.unwrap();
        assert_eq!((imported.created.len(), imported.changed.contains(&"disk-full".to_owned())), (0, true));
        assert_eq!(state(&backend, "disk-full").await.title, "Volumes");
        // And the other way round: what would be known again is a new one.
        let changed = other.replace("Ask the storage team", "Ask who is on call");
        let new = backend.decide_import(ask(), two(&changed), Choices::default(), &[say(piece.line, Some(SaidWhich::New))], &SaidOfMany::default()).await.unwrap();
        assert_eq!(backend.import(ask(), two(&changed), &new).await.unwrap().created, ["volumes"]);
        let taken_back = backend.decide_import(ask(), two(&changed), new, &[say(piece.line, None)], &SaidOfMany::default()).await.unwrap();
        assert_eq!(taken_back.said, []);
    }

    async fn a_retitled_runbook_without_an_id_is_not_there_twice(backend) {
        let ask = || Ask::by(ada());
        backend.import(ask(), two(TWO), &Choices::default()).await.unwrap();
        let longer = TWO.replace("1. Look at `df -h`\n", "1. Look at `df -h`\n2. Stop the nightly export\n3. Delete old archives\n");
        backend.import(ask(), two(&longer), &Choices::default()).await.unwrap();
        let again = longer.replace("## Disk full", "## No space left").replace("old archives", "all old archives");
        let imported = backend.import(ask(), two(&again), &Choices::default()).await.unwrap();
        assert_eq!((imported.created.len(), imported.changed), (0, vec!["disk-full".to_owned()]), "by its text");
        assert_eq!(state(&backend, "disk-full").await.title, "No space left");
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
