//! Large imports: they are taken, and nobody waits for them.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use super::{Choices, Handed, Looked, MOST_BYTES, RunbookFilter};
use crate::{
    Ask, Backend,
    testing::{ada, ben, cleo, on_both_databases, on_sqlite, refusal},
};

fn handed(name: &str, text: String) -> Handed {
    Handed { name: name.to_owned(), bytes: text.into_bytes() }
}

/// A file of this size or a little more, with a runbook every twenty kilobytes.
fn large(bytes: usize) -> Handed {
    let mut text = "# Large\n\n".to_owned();
    let mut number = 0;
    while text.len() < bytes {
        number += 1;
        write!(text, "## Runbook {number}: Shelf {number} is full\n\n**Severity:** P2\n\n### Symptoms\n\n- Shelf {number} says so\n\n### Causes\n\n").unwrap();
        for line in 0..200 {
            writeln!(
                text,
                "In line {line} somebody tells at length what shelf {number} was made for, and by whom it is filled at night.\n"
            )
            .unwrap();
        }
        text.push_str("### Immediate Actions\n\n1. Look at the shelf\n2. Verify that it is empty\n\n");
    }
    handed("large.md", text)
}

fn many(count: usize) -> Vec<Handed> {
    let file = |n| {
        handed(
            &format!("file-{n}.md"),
            format!("# File {n}\n\n## Disk {n} is full\n\n### Symptoms\n\n- Disk {n}\n\n### Immediate Actions\n\n1. Look\n"),
        )
    };
    (0..count).map(file).collect()
}

/// Imports while somebody else asks for the library again and again, and gives how long they waited at most and how long
/// the import took. All tasks share one thread, so that whatever keeps it busy is felt.
async fn beside_a_reader(backend: &Backend, files: Vec<Handed>) -> (Duration, Duration) {
    let (began, choices) = (Instant::now(), Choices::default());
    let import = backend.import(Ask::by(ada()), files, &choices);
    tokio::pin!(import);
    let (mut longest, mut last) = (Duration::ZERO, Instant::now());
    loop {
        let read = async {
            backend.list_runbooks(Ask::by(cleo()), RunbookFilter::default()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        tokio::select! {
            biased;
            () = read => {
                longest = longest.max(last.elapsed());
                last = Instant::now();
            }
            imported = &mut import => {
                imported.unwrap();
                return (longest, began.elapsed());
            }
        }
    }
}

#[tokio::test]
async fn a_file_of_five_megabytes_keeps_nobody_waiting() {
    let scratch = on_sqlite().await;
    let (longest, took) = Box::pin(beside_a_reader(&scratch.backend, vec![large(5 * 1024 * 1024)])).await;
    assert!(longest < took / 2, "somebody waited {longest:?} of {took:?}");
    let all = scratch.backend.list_runbooks(Ask::by(cleo()), RunbookFilter::default()).await.unwrap();
    assert!(all.total > 200, "{}", all.total);
    eprintln!("five megabytes: {took:?}, somebody waited {longest:?} at most");
}

#[tokio::test]
async fn five_hundred_files_keep_nobody_waiting_and_one_more_is_too_many() {
    let scratch = on_sqlite().await;
    let told = refusal(scratch.backend.import(Ask::by(ada()), many(501), &Choices::default()).await).to_string();
    assert!(told.contains("501 files are too many at once: hand in 500 or fewer"), "{told}");
    let (longest, took) = Box::pin(beside_a_reader(&scratch.backend, many(500))).await;
    assert!(longest < took / 2, "somebody waited {longest:?} of {took:?}");
    assert_eq!(scratch.backend.list_runbooks(Ask::by(cleo()), RunbookFilter::default()).await.unwrap().total, 500);
    eprintln!("five hundred files: {took:?}, somebody waited {longest:?} at most");
}

on_both_databases! {
    async fn files_that_wait_are_read_once_for_preview_decision_and_import(backend) {
        let id = backend.keep_preview(Ask::by(ada()), many(3)).await.unwrap();
        let choices = Choices::default();
        // What other tests keep busy is waited for.
        let preview = loop {
            if let Looked::Ready(preview) = backend.look_at_preview(Ask::by(ada()), id, &choices).await.unwrap() {
                break preview;
            }
        };
        assert_eq!(preview.counts(), (3, 0, 0));
        // Nobody else sees them.
        assert!(backend.look_at_preview(Ask::by(ben()), id, &choices).await.is_err());
        assert!(matches!(backend.look_at_preview(Ask::by(crate::testing::dev()), id, &choices).await, Err(crate::Error::NotFound)));
        let read = |files: Vec<crate::runbooks::ReadFile>| files.into_iter().map(|read| read.file).collect::<Vec<_>>();
        let first = read(backend.read_preview(Ask::by(ada()), id, &choices).await.unwrap());
        let second = read(backend.read_preview(Ask::by(ada()), id, &choices).await.unwrap());
        assert!(first.iter().zip(&second).all(|(one, other)| std::sync::Arc::ptr_eq(one, other)));
        let imported = backend.import_preview(Ask::by(ada()), id, &choices).await.unwrap();
        assert_eq!(imported.created.len(), 3);
        assert!(matches!(backend.look_at_preview(Ask::by(ada()), id, &choices).await, Err(crate::Error::NotFound)));
    }

    async fn what_can_not_be_read_is_refused_before_it_is_kept(backend) {
        let keep = async |file| refusal(backend.keep_preview(Ask::by(ada()), vec![file]).await).to_string();
        assert!(keep(Handed { name: "a.md".to_owned(), bytes: vec![b'#', b'\n', 0xe9] }).await.contains("a.md is not UTF-8 text (line 2"));
        assert!(keep(Handed { name: "b/c.md".to_owned(), bytes: vec![b' '; MOST_BYTES + 1] }).await.contains("c.md is larger than 8 MB"));
        let twice = vec![handed("x/a.md", "a".to_owned()), handed("y/a.md", "b".to_owned())];
        assert!(refusal(backend.keep_preview(Ask::by(ada()), twice).await).to_string().contains("Two files are called a.md"));
    }
}
