use std::{collections::HashMap, fs, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    live::{ClientMessage, ServerMessage, Topic},
    people::Role,
    postmortems::DocumentMessage,
};
use tokio::task::JoinSet;
use yrs::{Doc, Text as _, Transact as _};

use crate::{
    load::{NOTE, Scene, item, word},
    support::{Browser, LiveTab, Server, of_text},
};

/// As the kernel sees it: who was asked what, when the disk had it, and what left the server.
const WATCHED: &str = "trace=fdatasync,fsync,read,recvfrom,write,writev,sendto,sendmsg";

/// A server of which all that is watched stands in a file.
async fn watched() -> Server {
    let strace = ["strace", "-D", "-f", "-qq", "-e", WATCHED, "-e", "signal=none", "-s", "160", "-o", "{data}/trace"];
    Server::start_under(&strace, &[]).await
}

fn is_on_disk(line: &str) -> bool {
    ["fsync(", "fdatasync(", "fsync resumed", "fdatasync resumed"].iter().any(|call| line.contains(call))
        && line.trim_end().ends_with("= 0")
}

fn leaves(line: &str) -> bool {
    ["write(", "writev(", "sendto(", "sendmsg("].iter().any(|call| line.contains(call))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_acknowledged_or_shown_before_the_disk_has_it() {
    let server = watched().await;
    let ada = server.joined("Ada", Role::Commander).await;
    let backend = server.backend().await;
    let scene = Scene::set(&backend, 1).await;
    backend.db.close().await;
    let mut tab = ada.open_live().await;
    tab.say(&ClientMessage::Watch { topic: Topic::Incident(scene.incident), after: 0 }).await;
    // The room as it is before.
    while !matches!(tab.hear().await.unwrap(), ServerMessage::Regions { regions, .. } if regions.len() > 1) {}
    let (number, checklist) = (scene.number.to_string(), scene.checklist.to_string());
    for n in 0..20 {
        let key = format!("item-0-{n}");
        let answer = ada.call("tick_item", &[("number", &number), ("checklist", &checklist), ("check", &key)]).await;
        assert!(answer.status().is_success() || answer.status().is_redirection());
        // Until it was seen, so that what follows belongs to the next.
        let shown = format!("{key}\"");
        loop {
            let message = tab.hear().await.unwrap();
            if matches!(&message, ServerMessage::Regions { regions, .. } if regions.iter().any(|region| region.html.contains(&shown)))
            {
                break;
            }
        }
    }
    let trace = fs::read_to_string(server.folder().join("trace")).unwrap();
    let rounds: Vec<&str> = trace.split("POST /api/tick_item").skip(1).collect();
    assert_eq!(rounds.len(), 20, "the trace has every request");
    for (n, round) in rounds.iter().enumerate() {
        let lines: Vec<&str> = round.lines().collect();
        let on_disk = lines.iter().position(|line| is_on_disk(line));
        let on_disk = on_disk.unwrap_or_else(|| panic!("tick {n} was never on the disk:\n{round}"));
        // Who has the page open is told at any time.
        let tells = |line: &str| line.contains("HTTP/1.1 ") || (line.contains("regions") && !line.contains(r#"\"here\""#));
        let told = lines.iter().position(|line| leaves(line) && tells(line));
        let told = told.unwrap_or_else(|| panic!("nobody was told of tick {n}:\n{round}"));
        assert!(on_disk < told, "tick {n} was told before the disk had it:\n{round}");
    }
}

/// A page of the post-mortem that has all of its text.
async fn open(browser: &Browser, topic: Topic) -> LiveTab {
    let mut tab = browser.open_live().await;
    tab.say(&ClientMessage::Watch { topic, after: 0 }).await;
    assert!(tab.try_write(topic, &DocumentMessage::Have(vec![0])).await);
    while !matches!(of_text(&tab.hear().await.unwrap()), Some(DocumentMessage::Lack(_))) {}
    tab
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_typed_is_confirmed_or_shown_before_the_disk_has_it() {
    const UPDATES: u64 = 20;
    let server = watched().await;
    let (ada, ben) = (server.joined("Ada", Role::Commander).await, server.joined("Ben", Role::Responder).await);
    let backend = server.backend().await;
    let scene = Scene::set(&backend, 1).await;
    backend.db.close().await;
    let topic = Topic::Postmortem(scene.postmortem);
    let (mut writer, mut reader) = (open(&ada, topic).await, open(&ben, topic).await);
    let doc = Doc::new();
    let text = doc.get_or_insert_text(scene.section.as_str());
    // What is told of each: to the writer, and to the reader.
    let mut told = Vec::new();
    for n in 1..=UPDATES {
        let update = {
            let mut writing = doc.transact_mut();
            text.insert(&mut writing, 0, &format!("word{n} "));
            writing.encode_update_v1()
        };
        let (stored, shown) = (DocumentMessage::Stored(n), DocumentMessage::Update(update));
        assert!(writer.try_write(topic, &shown).await);
        while of_text(&writer.hear().await.unwrap()).as_ref() != Some(&stored) {}
        while of_text(&reader.hear().await.unwrap()).as_ref() != Some(&shown) {}
        told.push([stored, shown].map(|message| STANDARD.encode(message.encode())));
    }
    let trace = fs::read_to_string(server.folder().join("trace")).unwrap();
    let lines: Vec<&str> = trace.lines().collect();
    let mut from = 0;
    for told in &told {
        let of = |data: &String| {
            // Of a long one the trace has the beginning.
            let beginning = format!(r#"\"data\":\"{}"#, &data[..data.len().min(40)]);
            let sent = |line: &&str| leaves(line) && line.contains(&beginning);
            from + lines[from..].iter().position(sent).unwrap_or_else(|| panic!("{beginning} is not in the trace"))
        };
        let (first, last) = (of(&told[0]).min(of(&told[1])), of(&told[0]).max(of(&told[1])));
        assert!(
            lines[from..first].iter().any(|line| is_on_disk(line)),
            "told before the disk had it:\n{}",
            lines[from..=first].join("\n")
        );
        from = last + 1;
    }
}

/// All that may be written, whole: a page of the database, and a frame of what goes down a live connection.
const WRITTEN: &str = "trace=fdatasync,fsync,write,writev,pwrite64,pwritev,sendto,sendmsg";
/// A disk that takes its time, so that whoever comes meanwhile waits for the same commit.
const SLOW_DISK: &str = "inject=fdatasync,fsync:delay_enter=50000";

/// A call as the trace has it.
struct Call<'t> {
    name: &'t str,
    /// What its first argument stands for: a path, or `socket:[7]`.
    file: &'t str,
    /// With its data.
    text: &'t str,
    /// The lines in which it begins and ends: two, where other threads come between.
    begun: usize,
    ended: Option<usize>,
    result: &'t str,
}

impl Call<'_> {
    fn stores(&self) -> bool {
        self.file.ends_with("-wal") && ["write", "writev", "pwrite64", "pwritev"].contains(&self.name)
    }

    fn syncs(&self) -> bool {
        ["fdatasync", "fsync"].contains(&self.name) && self.result == "0"
    }

    fn tells(&self) -> bool {
        self.file.starts_with("socket:") && ["write", "writev", "sendto", "sendmsg"].contains(&self.name)
    }
}

/// The calls of a trace, in the order in which they begin.
fn calls(trace: &str) -> Vec<Call<'_>> {
    let mut calls: Vec<Call<'_>> = Vec::new();
    let mut unfinished: HashMap<&str, usize> = HashMap::new();
    for (at, line) in trace.lines().enumerate() {
        let Some((thread, text)) = line.split_once(' ') else { continue };
        let text = text.trim_start();
        let result = text.rsplit_once(" = ").and_then(|(_, result)| result.split(' ').next()).unwrap_or_default();
        if text.starts_with("<... ") {
            if let Some(call) = unfinished.remove(thread) {
                (calls[call].ended, calls[call].result) = (Some(at), result);
            }
            continue;
        }
        let Some((name, arguments)) = text.split_once('(') else { continue };
        let file = arguments.split_once('<').filter(|(fd, _)| fd.bytes().all(|byte| byte.is_ascii_digit()));
        let file = file.and_then(|(_, file)| file.split_once('>')).map_or("", |(file, _)| file);
        let (ended, result) = if text.ends_with("<unfinished ...>") {
            unfinished.insert(thread, calls.len());
            (None, "")
        } else {
            (Some(at), result)
        };
        calls.push(Call { name, file, text, begun: at, ended, result });
    }
    calls
}

/// Looks whether each of these words was written to the write-ahead log, and then that was synced, before anybody was told of
/// it; gives how often it was synced meanwhile.
fn synced_before_told(trace: &str, words: &[String]) -> Result<usize, String> {
    let calls = calls(trace);
    let (mut first, mut last) = (usize::MAX, 0);
    for word in words {
        let says = |call: &&Call<'_>| call.text.contains(word.as_str());
        let stored = calls.iter().filter(|call| call.stores()).find(says).ok_or(format!("{word} was never written"))?;
        let told = calls.iter().filter(|call| call.tells()).find(says).ok_or(format!("nobody was told of {word}"))?;
        let is_between = |call: &Call<'_>| {
            stored.ended.is_some_and(|ended| ended < call.begun) && call.ended.is_some_and(|ended| ended < told.begun)
        };
        if !calls.iter().any(|call| call.syncs() && call.file == stored.file && is_between(call)) {
            let lines = trace.lines().take(told.begun + 1).skip(stored.begun.min(told.begun));
            let lines: Vec<String> = lines.map(|line| line.chars().take(200).collect()).collect();
            return Err(format!("{word} was told before the disk had it:\n{}", lines.join("\n")));
        }
        (first, last) = (first.min(stored.begun), last.max(told.begun));
    }
    let meanwhile = |call: &&Call<'_>| call.syncs() && call.file.ends_with("-wal") && (first..last).contains(&call.begun);
    Ok(calls.iter().filter(meanwhile).count())
}

/// Two who share a commit, while somebody else is answered.
const IN_ORDER: &str = r#"7 pwrite64(9</d/tocsin.db-wal>, "\0{\"text\":\"noteword1z\"}{\"text\":\"noteword2z\"}", 4096, 56) = 4096
7 fdatasync(9</d/tocsin.db-wal> <unfinished ...>
8 sendto(12<socket:[40]>, "HTTP/1.1 200 OK\r\nx-request-id: of-another\r\n", 45, 0, NULL, 0) = 45
7 <... fdatasync resumed>)          = 0 (DELAYED)
8 writev(13<socket:[41]>, [{iov_base="HTTP/1.1 200 OK\r\nx-request-id: noteword1z", iov_len=43}], 1 <unfinished ...>
9 sendto(14<socket:[42]>, "\201\24{\"regions\":\"noteword1z noteword2z\"}", 22, 0, NULL, 0) = 22
8 <... writev resumed>)             = 43
8 sendto(15<socket:[43]>, "HTTP/1.1 200 OK\r\nx-request-id: noteword2z\r\n", 45, 0, NULL, 0) = 45"#;

#[test]
fn a_trace_in_which_somebody_is_told_too_early_is_found() {
    let words = ["noteword1z", "noteword2z"].map(str::to_owned);
    assert_eq!(synced_before_told(IN_ORDER, &words), Ok(1));
    let moved = |line: usize, to: usize| {
        let mut lines: Vec<&str> = IN_ORDER.lines().collect();
        let line = lines.remove(line);
        lines.insert(to, line);
        lines.join("\n")
    };
    let wrong = [
        ("an answer before the disk is asked", moved(4, 1)),
        ("an answer before the disk has said yes", moved(4, 3)),
        ("a live region before the disk has said yes", moved(5, 3)),
        ("the disk was asked before it was written", moved(0, 1)),
        ("another file was synced", IN_ORDER.replace("fdatasync(9</d/tocsin.db-wal>", "fdatasync(8</d/tocsin.db>")),
        ("the disk said no", IN_ORDER.replace("= 0 (DELAYED)", "= -1 EIO (Input/output error)")),
        ("the disk never answered", IN_ORDER.replace("7 <... fdatasync resumed>)          = 0 (DELAYED)\n", "")),
        ("it was written elsewhere", IN_ORDER.replace("-wal>", "-shm>")),
        ("nobody was told", IN_ORDER.replace("socket:", "pipe:")),
    ];
    for (what, trace) in wrong {
        assert!(synced_before_told(&trace, &words).is_err(), "{what}:\n{trace}");
    }
}

/// They work at once, each at so many things, one after the other.
const PEOPLE: [&str; 8] = ["Ada", "Ben", "Cem", "Dora", "Eve", "Finn", "Gus", "Hana"];
const EACH: usize = 6;

/// What each of them does, and that says it: every other writes notes, which are seen as well.
fn deed(who: usize) -> (&'static str, &'static str) {
    match who % 8 {
        0 => ("tick_item", "tickword"),
        2 => ("add_item", "itemword"),
        4 => ("declare_incident", "titleword"),
        6 => ("regrade_incident", "gradeword"),
        _ => ("add_note", NOTE),
    }
}

/// Does one thing for each word. It names the request, which is kept with what is done, and its answer; a note says it, too.
async fn work(browser: Browser, scene: Scene, who: usize, words: Vec<String>) {
    let (number, checklist) = (scene.number.to_string(), scene.checklist.to_string());
    for (n, word) in words.iter().enumerate() {
        let (word, key) = (word.as_str(), item(0, who * EACH + n));
        let (endpoint, _) = deed(who);
        let severity = if n.is_multiple_of(2) { "p2" } else { "p3" };
        let mut fields = vec![("number", number.as_str()), ("once", word)];
        fields.extend(match endpoint {
            "tick_item" => vec![("checklist", checklist.as_str()), ("check", key.as_str())],
            "add_item" => vec![("checklist", checklist.as_str()), ("group", "all"), ("text", word)],
            "declare_incident" => vec![("title", word), ("severity", "p3")],
            "regrade_incident" => vec![("severity", severity), ("reason", word)],
            _ => vec![("text", word)],
        });
        let headers = [
            ("accept", "application/json"),
            ("origin", browser.url()),
            ("sec-fetch-site", "same-origin"),
            ("x-request-id", word),
        ];
        let body = serde_urlencoded::to_string(fields).unwrap();
        let answer = browser.post_as(&format!("/api/{endpoint}"), "application/x-www-form-urlencoded", body, &headers).await;
        assert!(answer.status().is_success() || answer.status().is_redirection(), "{answer:?}");
        assert_eq!(answer.headers()["x-request-id"], word);
    }
}

/// The trace, once it has the answers to all of these: the end of a call may be written a moment after it is felt.
async fn trace_of(server: &Server, words: &[String]) -> String {
    for _ in 0..200 {
        let trace = fs::read_to_string(server.folder().join("trace")).unwrap();
        if words.iter().all(|word| trace.contains(&format!("x-request-id: {word}"))) {
            return trace;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the trace does not have every answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_before_the_disk_has_it_where_many_share_a_commit() {
    let mut strace = vec!["strace", "-D", "-f", "-qq", "-y", "-e", WRITTEN, "-e", SLOW_DISK, "-e", "signal=none"];
    strace.extend(["-s", "4000000", "-o", "{data}/trace"]);
    let server = Server::start_under(&strace, &[]).await;
    let mut people = Vec::new();
    for name in PEOPLE {
        people.push(server.joined(name, Role::Commander).await);
    }
    let backend = server.backend().await;
    let scene = Scene::set(&backend, 1).await;
    backend.db.close().await;
    let mut tab = people[0].open_live().await;
    tab.say(&ClientMessage::Watch { topic: Topic::Incident(scene.incident), after: 0 }).await;
    while !matches!(tab.hear().await.unwrap(), ServerMessage::Regions { regions, .. } if regions.len() > 1) {}

    let mut all = Vec::new();
    let mut at_work = JoinSet::new();
    for (who, browser) in people.into_iter().enumerate() {
        let words: Vec<String> = (0..EACH).map(|_| word(deed(who).1)).collect();
        all.extend(words.clone());
        at_work.spawn(work(browser, scene.clone(), who, words));
    }
    let looking = async {
        let mut unseen: Vec<&String> = all.iter().filter(|word| word.starts_with(NOTE)).collect();
        while !unseen.is_empty() {
            if let ServerMessage::Regions { regions, .. } = tab.hear().await.unwrap() {
                unseen.retain(|word| !regions.iter().any(|region| region.html.contains(word.as_str())));
            }
        }
    };
    let (seen, _) = tokio::join!(tokio::time::timeout(Duration::from_mins(2), looking), at_work.join_all());
    seen.unwrap();

    let trace = trace_of(&server, &all).await;
    let synced = synced_before_told(&trace, &all).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert!(synced < all.len(), "{} changes were synced {synced} times: nobody shared a commit", all.len());
    let is_live = |call: &Call<'_>| call.tells() && !call.text.contains("HTTP/1.1 ") && call.text.contains(NOTE);
    assert!(calls(&trace).iter().any(is_live), "the trace has what goes down the live connection, too");
}
