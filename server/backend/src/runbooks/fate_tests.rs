use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::NaiveDate;
use domain::{
    ids::RunbookId,
    runbooks::{FrontMatter, PieceKind, RunbookDraft, RunbookSummary},
};
use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

use super::{Fate, Handed, SourceFile, fate::fates_by};

fn file(name: &str, text: &str) -> SourceFile {
    SourceFile::read(Handed { name: name.to_owned(), bytes: text.as_bytes().to_vec() }, &Arc::default()).unwrap()
}

/// A file in which runbooks stand under these headings.
fn of_headings(name: &str, headings: &[&str]) -> SourceFile {
    let text = headings.iter().fold("# Storage\n".to_owned(), |text, heading| {
        text + &format!("\n## {heading}\n\n### Diagnostics\n\n1. Look at {name}\n\n### Mitigation\n\n1. Wait\n")
    });
    file(name, &text)
}

fn known(id: u128, file: &str, title: &str) -> RunbookSummary {
    RunbookSummary {
        id: RunbookId(Uuid::from_u128(id)),
        slug: format!("known-{id}"),
        external_id: None,
        import_id: String::new(),
        title: title.to_owned(),
        severity: None,
        owners: String::new(),
        version: 1,
        file: file.to_owned(),
        sha256: String::new(),
        next_review: NaiveDate::default(),
        last_exercised_at: None,
        retired: false,
    }
}

/// `known-7`, or `new disk-is-full`, for each runbook in turn.
fn told(files: &[SourceFile], known: &[RunbookSummary]) -> Vec<String> {
    told_of(fates_by(files, known, HashMap::new()))
}

fn told_of(fates: Vec<Vec<Option<Fate>>>) -> Vec<String> {
    let told = fates.into_iter().flatten().flatten().map(|fate| match fate {
        Fate::New { slug } => format!("new {slug}"),
        Fate::Same(known) => format!("same {}", known.slug),
        Fate::NewVersion(known) | Fate::Kept(known) => known.slug,
    });
    told.collect()
}

/// Three thousand in sixty files, `Queue 0 is full` to `Queue 2999 is full`.
fn thousands() -> Vec<RunbookSummary> {
    (0..3000).map(|n| known(n, &format!("queues-{}.md", n / 50), &format!("Queue {n} is full"))).collect()
}

#[test]
fn among_thousands_each_is_known_again_by_its_surest_mark() {
    let mut known = thousands();
    known[2000].external_id = Some("RB-007".to_owned());
    known[2500].import_id = "1-queue-2000-is-full".to_owned();
    let files = [
        file("a.md", "---\nrunbook: known-11\nid: 00000000-0000-0000-0000-00000000000c\n---\n\n## Another title\n\n1. Look\n"),
        file("b.md", "---\nrunbook: known-13\n---\n\n## Queue 14 is full\n\n1. Look\n"),
        of_headings("c.md", &["RB-007: Queue 15 is full", "QUEUE 16 — is full!", "Queue 2000 is full", "Queue 16 is full"]),
        of_headings(
            "queues-40.md",
            &["Queue 2001 is full", "Queue 2051 is full", "Queue, 2002; is (full)", "Queue 2003 is fuller"],
        ),
    ];
    let expected = [
        // By its id, though the name of another stands beside it.
        "known-12",
        // By its address, though its title is another's.
        "known-13",
        // By the id in the heading; by the words of the title from a file that is not at hand; and nobody is two.
        "known-2000",
        "known-16",
        "new queue-2000-is-full",
        "new queue-16-is-full",
        // In its own file; from another; with other marks between the words; and with nearly the same words.
        "known-2001",
        "known-2051",
        "known-2002",
        "known-2003",
    ];
    assert_eq!(told(&files, &known), expected);
}

#[test]
fn of_those_alike_in_one_file_the_one_at_its_place_is_meant_and_then_the_oldest() {
    let mut known: Vec<RunbookSummary> = (1..=4).map(|id| known(id, "disks.md", "Disk is full")).collect();
    known[2].import_id = "1-disk-is-full".to_owned();
    let files = [of_headings(
        "disks.md",
        &["1. Disk is full", "2. Disk is full", "3. Disk is full", "4. Disk is full", "5. Disk is full"],
    )];
    assert_eq!(told(&files, &known), ["known-3", "known-1", "known-2", "known-4", "new disk-is-full"]);
}

#[test]
fn a_file_at_hand_keeps_its_runbooks_where_another_has_the_same_titles() {
    let known = [known(1, "disks.md", "Disk is full"), known(2, "gone.md", "Disk is slow")];
    let files = [of_headings("new.md", &["Disk is full", "Disk is slow"]), of_headings("disks.md", &["Disk is empty"])];
    assert_eq!(told(&files, &known), ["new disk-is-full", "known-2", "new disk-is-empty"]);
}

/// A known runbook that stood at this place of `disks.md`.
fn at_place(id: u128, place: u32, title: &str) -> RunbookSummary {
    RunbookSummary { import_id: format!("{place}-x"), ..known(id, "disks.md", title) }
}

fn told_by(files: &[SourceFile], known: &[RunbookSummary], texts: &[(u128, &str)]) -> Vec<String> {
    let texts = texts.iter().map(|(id, text)| (RunbookId(Uuid::from_u128(*id)), (*text).to_owned()));
    told_of(fates_by(files, known, texts.collect()))
}

#[test]
fn a_retitled_runbook_is_known_by_its_place_with_a_similar_title_or_much_of_its_text() {
    let headings = ["1. Disk has filled up", "2. Certificate is about to expire", "3. Queue is growing"];
    let files = [of_headings("disks.md", &headings)];
    let known = [at_place(1, 1, "The disk has filled up"), at_place(2, 2, "TLS"), at_place(3, 3, "Mail bounces")];
    let (same, other) = (
        "## TLS

1. Look at disks.md

1. Wait
",
        "## Mail bounces

1. Read the bounce and ask who sent it
",
    );
    let expected = ["known-1", "known-2", "new queue-is-growing"];
    assert_eq!(told_by(&files, &known, &[(1, other), (2, same), (3, other)]), expected);
    // In a file of another name the place says nothing.
    let elsewhere = [of_headings("new.md", &headings)];
    assert!(told_by(&elsewhere, &known, &[(2, same)]).iter().all(|fate| fate.starts_with("new ")));
}

#[test]
fn a_title_that_is_nearly_the_same_is_known_in_its_file_wherever_it_stands() {
    let known = [at_place(1, 7, "The disk is full"), at_place(2, 8, "Shard 6 is full"), at_place(3, 9, "Disk is slow")];
    let files = [of_headings("disks.md", &["Disks are empty", "Disk is full", "Shard 7 is full"])];
    assert_eq!(told_by(&files, &known, &[]), ["new disks-are-empty", "known-1", "new shard-7-is-full"]);
}

#[test]
fn a_likeness_takes_nothing_that_another_rule_claims() {
    let mut known = [at_place(1, 1, "Disk is full"), at_place(2, 2, "Disk is nearly full")];
    // The known one that is likest belongs to the runbook with its title, further down.
    let files = [of_headings("disks.md", &["Disk is full!!", "The disk is full", "Disk is nearly full"])];
    assert_eq!(told_by(&files, &known, &[]), ["known-1", "new the-disk-is-full", "known-2"]);
    // Two lasting names are two runbooks.
    known[0].external_id = Some("RB-001".to_owned());
    let files = [of_headings("disks.md", &["RB-009: The disk is full"])];
    assert_eq!(told_by(&files, &known, &[]), ["new the-disk-is-full"]);
}

#[test]
fn a_thousand_new_ones_of_one_name_have_a_thousand_addresses() {
    let files: Vec<SourceFile> = (0..1000).map(|n| of_headings(&format!("{n}.md"), &["Disk is full"])).collect();
    let mut taken = known(1, "elsewhere.md", "Something else");
    taken.slug = "disk-is-full-3".to_owned();
    let told = told(&files, &[taken]);
    assert_eq!(told[..4], ["new disk-is-full", "new disk-is-full-2", "new disk-is-full-4", "new disk-is-full-5"]);
    assert_eq!(told.iter().collect::<HashSet<_>>().len(), 1000);
}

/// The rules, each asked of every pair: what the index has to agree with.
type Rule = fn(&SourceFile, &RunbookDraft, &RunbookSummary, &[SourceFile]) -> bool;
const RULES: [Rule; 6] = [
    |file, _, known, _| front(file).is_some_and(|front| front.id == Some(known.id)),
    |file, _, known, _| front(file).is_some_and(|front| front.slug == known.slug),
    |_, draft, known, _| draft.external_id.is_some() && draft.external_id == known.external_id,
    |file, draft, known, _| file.document.file == known.file && draft.id() == known.import_id && like(draft, known),
    |file, draft, known, _| file.document.file == known.file && like(draft, known),
    |_, draft, known, files| files.iter().all(|file| file.document.file != known.file) && like(draft, known),
];

fn front(file: &SourceFile) -> Option<&FrontMatter> {
    file.document.front.as_deref()
}

fn like(draft: &RunbookDraft, known: &RunbookSummary) -> bool {
    let words = |title: &str| -> Vec<String> {
        title.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).filter(|word| !word.is_empty()).collect()
    };
    words(&draft.title) == words(&known.title)
}

fn compared_one_by_one(files: &[SourceFile], known: &[RunbookSummary]) -> Vec<Option<RunbookId>> {
    let found: Vec<(&SourceFile, &RunbookDraft)> = files
        .iter()
        .flat_map(|file| {
            let drafts = file.document.pieces.iter().filter_map(|piece| match &piece.kind {
                PieceKind::Runbook(draft) => Some(draft),
                _ => None,
            });
            drafts.map(move |draft| (file, draft))
        })
        .collect();
    let mut matched = vec![None; found.len()];
    for rule in RULES {
        for (place, (file, draft)) in found.iter().enumerate() {
            if matched[place].is_none() {
                let is_free = |known: &&RunbookSummary| !matched.contains(&Some(known.id));
                matched[place] = known.iter().filter(is_free).find(|known| rule(file, draft, known, files)).map(|known| known.id);
            }
        }
    }
    matched
}

const HEADINGS: [&str; 6] =
    ["Disk is full", "DISK is — full!", "1. Disk is full", "Disk is slow", "RB-1: Disk is full", "RB-2: Queue"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_index_finds_what_a_comparison_of_all_with_all_finds_and_a_likeness_takes_only_what_is_left(
        handed in vec((vec(0..HEADINGS.len(), 1..4), prop::option::of((1_u128..9, 1_u128..9))), 1..4),
        here in vec((0_usize..5, 0..HEADINGS.len(), 0_usize..4, 0_usize..4), 0..8),
    ) {
        let files: Vec<SourceFile> = handed.iter().enumerate().map(|(n, (headings, front))| match front {
            Some((id, slug)) => file(
                &format!("{n}.md"),
                &format!("---\nrunbook: known-{slug}\nid: {}\n---\n\n## {}\n\n1. Look\n", Uuid::from_u128(*id), HEADINGS[headings[0]]),
            ),
            None => of_headings(&format!("{n}.md"), &headings.iter().map(|at| HEADINGS[*at]).collect::<Vec<_>>()),
        }).collect();
        let known: Vec<RunbookSummary> = (1..).zip(&here).map(|(id, (file, title, external, import))| {
            let title = HEADINGS[*title].trim_start_matches("1. ");
            RunbookSummary {
                external_id: [None, None, Some("RB-1"), Some("RB-2")][*external].map(str::to_owned),
                import_id: ["", "1-disk-is-full", "RB-1", "2-disk-is-full"][*import].to_owned(),
                ..known(id, &format!("{file}.md"), title)
            }
        }).collect();
        let by_index: Vec<Option<RunbookId>> = fates_by(&files, &known, HashMap::new()).into_iter().flatten().flatten().map(|fate| match fate {
            Fate::New { .. } => None,
            Fate::Same(known) | Fate::NewVersion(known) | Fate::Kept(known) => Some(known.id),
        }).collect();
        let exact = compared_one_by_one(&files, &known);
        let likened: Vec<RunbookId> =
            by_index.iter().zip(&exact).filter(|(_, exact)| exact.is_none()).filter_map(|(found, _)| *found).collect();
        let surely: Vec<Option<RunbookId>> =
            by_index.into_iter().zip(&exact).map(|(found, exact)| found.filter(|_| exact.is_some())).collect();
        prop_assert!(likened.iter().all(|id| !exact.contains(&Some(*id))));
        prop_assert_eq!(likened.iter().collect::<HashSet<_>>().len(), likened.len());
        prop_assert_eq!(surely, exact);
    }
}
