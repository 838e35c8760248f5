//! What nobody may forget, so that a restricted incident stays with those who are named
//! (docs/decisions/0019-restricted-incidents.md).

use crate::source::{Source, none, sources};

/// Tables with a row for each incident, or for what came out of one.
const KEPT: [&str; 4] = ["incidents", "postmortems", "action_items", "proposals"];

/// Statements that ask for such rows and leave none out: the file, words of it, and the reason.
const ASKED: &[(&str, &str, &str)] = &[
    ("incidents/room.rs", "SELECT id FROM incidents WHERE number = $1", "Whoever loads the stream says for whom."),
    ("log/eyes.rs", "SELECT id FROM incidents WHERE id = $1 AND restricted", "It is what asks for whom."),
    ("log/eyes.rs", "SELECT id FROM incidents WHERE number = $1 AND restricted", "It is what asks for whom."),
    ("incidents/project.rs", "SELECT id FROM incidents WHERE shape", "Their rows are written anew. Nobody is told."),
    ("incidents/audience.rs", "SELECT restricted FROM incidents", "Says whether what is kept with it may have words."),
    ("incidents/audience.rs", "SELECT owner_id, owner_name FROM action_items", "Who is to be named. Nobody is told."),
    ("incidents/audience.rs", "SELECT author_id, author_name FROM proposals", "Who is to be named. Nobody is told."),
    ("incidents/audience.rs", "SELECT number FROM action_items", "Whoever asks has seen the incident by then."),
    ("postmortems/read.rs", "SELECT id FROM postmortems WHERE number = $1", "Whoever loads the stream says for whom."),
    (
        "postmortems/review.rs",
        "SELECT stage, incident FROM postmortems WHERE id = $1",
        "Whoever edits the text has joined it before.",
    ),
    ("postmortems/project.rs", "SELECT id FROM postmortems", "Their rows are written anew. Nobody is told."),
    ("action_items/work.rs", "SELECT id FROM action_items WHERE number = $1", "Whoever loads the stream says for whom."),
    ("action_items/project.rs", "SELECT id FROM action_items", "Their rows are written anew. Nobody is told."),
    ("proposals/list.rs", "SELECT id FROM proposals WHERE number = $1", "Whoever loads the stream says for whom."),
    ("proposals/project.rs", "SELECT id FROM proposals", "Their rows are written anew. Nobody is told."),
    ("runbooks/review.rs", "SELECT author_id FROM proposals", "Whether a reviewer wrote the version. Nobody is told."),
    ("insights/figures.rs", "AND restricted = FALSE", "They are in nobody's figures."),
    ("insights/courses.rs", "AND incidents.restricted = FALSE", "They are in nobody's figures."),
    ("insights/promises.rs", "audiences.number = postmortems.number", "They are in nobody's figures."),
    ("insights/promises.rs", "audiences.number = action_items.incident_number", "They are in nobody's figures."),
    ("insights/runbooks.rs", "FROM audiences WHERE events.body LIKE", "They are in nobody's figures."),
    ("doctor/kinds.rs", "SELECT * FROM", "The doctor compares rows with the log, and tells none."),
];

/// Files that read past the audience, by the reason.
const PAST: &[(&str, &[&str])] = &[
    ("It is what asks.", &["ask.rs", "log/read.rs", "log/mod.rs"]),
    ("One's own account, or that of somebody who is not signed in yet.", &["accounts/own.rs", "accounts/sign_in.rs"]),
    (
        "What is agreed and what runbooks say is for everybody.",
        &[
            "organisation/agree.rs",
            "proposals/preview.rs",
            "runbooks/health.rs",
            "runbooks/last_use.rs",
            "runbooks/moved.rs",
            "runbooks/read.rs",
            "runbooks/symptoms/rows.rs",
            "runbooks/sync.rs",
            "runbooks/versions.rs",
            "search/passages.rs",
        ],
    ),
    (
        "It writes rows, which have no words of what is restricted.",
        &["action_items/project.rs", "incidents/project.rs", "postmortems/project.rs", "proposals/project.rs"],
    ),
    ("A clock ran out: whoever owns an action item is written to, without its words.", &["action_items/follow.rs"]),
    ("The doctor compares, and tells nothing of what stands there.", &["doctor/kinds.rs"]),
    ("An administrator names themself. Of the state they are told nothing before they have.", &["incidents/audience.rs"]),
    (
        "The events of a stream whose state was loaded for whoever asks, just before.",
        &[
            "action_items/list.rs",
            "incidents/access.rs",
            "incidents/declare.rs",
            "incidents/timelines.rs",
            "postmortems/read.rs",
            "proposals/propose.rs",
        ],
    ),
    ("In the transaction of a change, which was asked for whom it is.", &["postmortems/start.rs"]),
    ("One text for all who have it open. Whoever joins it is asked before.", &["postmortems/documents/actor.rs"]),
];

/// Files in which Tocsin itself asks for something while it answers a person, with the reason.
const AS_TOCSIN: &[(&str, &str)] =
    &[("server/src/live/rooms.rs", "A room is drawn once for many, and handed to each only where it is for them.")];

/// Use cases that whoever is not named need not try, with the reason.
const UNTRIED: &[(&str, &[&str])] = &[
    ("They are about a runbook alone.", &["propose", "proposal_draft", "preview_proposal", "mend_text"]),
    ("They do what start_checklist does, with a plan that is agreed.", &["start_protocol", "start_triage"]),
];

const BACKEND: &str = "server/backend/src/";
const TRIED: &str = "server/backend/src/incidents/audience_tests/";
/// Where the use cases are that are about incidents, or about what comes out of them.
const ABOUT: [&str; 8] = [
    "incidents/",
    "postmortems/",
    "action_items/",
    "proposals/",
    "search/",
    "insights/",
    "runbooks/lessons.rs",
    "runbooks/checklist.rs",
];

/// The code of the backend that is no test, by its path within.
fn code_of_the_backend() -> Vec<Source> {
    let is_test = |path: &str| {
        ["/tests/", "_tests/", "/histories/"].iter().any(|folder| path.contains(folder))
            || ["tests.rs", "testing.rs", "properties.rs"].iter().any(|end| path.ends_with(end))
    };
    let all = sources(&[".rs"]).into_iter().filter(|source| source.path.starts_with(BACKEND) && !is_test(&source.path));
    all.map(|source| Source { path: source.path[BACKEND.len()..].to_owned(), text: without_tests(&source.text) }).collect()
}

/// What stands before the tests at the end of a file.
fn without_tests(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let is_end = |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{');
    let end = lines.windows(2).position(is_end).unwrap_or(lines.len());
    lines[..end].join("\n")
}

/// Whether a line of SQL reads one of the tables.
fn reads_kept(line: &str) -> bool {
    ["FROM ", "JOIN "].iter().any(|word| {
        line.match_indices(*word).any(|(at, word)| {
            let rest = &line[at + word.len()..];
            let end = rest.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(rest.len());
            KEPT.contains(&&rest[..end])
        })
    })
}

/// The statement from this line on: up to where values are bound to it, it is asked, or it ends.
fn statement(lines: &[(usize, &str)]) -> String {
    let is_last = |line: &str| {
        let asks = [".bind(", ".all()", ".one()", ".optional()", ".scalar()", ".execute()"];
        asks.iter().any(|ask| line.contains(ask)) || line.ends_with(';')
    };
    let length = lines.iter().position(|(_, line)| is_last(line)).map_or(lines.len(), |last| last + 1);
    let words = lines[..length].iter().flat_map(|(_, line)| line.split_whitespace());
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn what_lists_incidents_or_what_came_out_of_them_leaves_out_what_is_restricted() {
    let mut offences = Vec::new();
    let mut idle: Vec<_> = ASKED.iter().map(|(path, words, _)| (*path, *words)).collect();
    for source in code_of_the_backend() {
        let lines: Vec<(usize, &str)> = source.code().collect();
        for (at, (line, text)) in lines.iter().enumerate() {
            if !reads_kept(text) {
                continue;
            }
            let statement = statement(&lines[at..]);
            if statement.contains("seen!(") {
                continue;
            }
            let known = ASKED.iter().find(|(path, words, _)| source.path == *path && statement.contains(*words));
            match known {
                Some((path, words, _)) => idle.retain(|one| *one != (*path, *words)),
                None => offences.push(format!("{BACKEND}{}", source.at(*line))),
            }
        }
    }
    none(&offences, "Put seen!(…) into the statement, or the statement into ASKED with a reason:");
    assert!(idle.is_empty(), "these are asked no longer; strike them off the list: {idle:?}");
}

#[test]
fn nothing_is_read_past_the_audience_but_with_a_reason() {
    let known: Vec<&str> = PAST.iter().flat_map(|(_, paths)| paths.iter().copied()).collect();
    let mut idle = known.clone();
    let mut offences = Vec::new();
    for source in code_of_the_backend() {
        for word in ["Eyes::Tocsin", "entries_after", "past_the_audience"] {
            for (line, _) in source.code().filter(|(_, text)| text.contains(word)) {
                idle.retain(|path| *path != source.path);
                if !known.contains(&source.path.as_str()) {
                    offences.push(format!("{BACKEND}{} says {word}", source.at(line)));
                }
            }
        }
    }
    none(&offences, "Read for whoever asks (ask.eyes()), or put the file into PAST with a reason:");
    assert!(idle.is_empty(), "these ask for everybody by now; strike them off the list: {idle:?}");
}

#[test]
fn no_person_is_answered_with_what_tocsin_itself_may_see() {
    let known: Vec<&str> = AS_TOCSIN.iter().map(|(path, _)| *path).collect();
    let mut idle = known.clone();
    let mut offences = Vec::new();
    for source in sources(&[".rs"]) {
        // The command line is for whoever has the database anyway.
        let answers = ["app/src/", "server/src/"].iter().any(|place| source.path.starts_with(place));
        if !answers || source.path.starts_with("server/src/cli/") {
            continue;
        }
        let code = Source { text: without_tests_of_any_kind(&source.text), path: source.path };
        for (line, _) in code.code().filter(|(_, text)| text.contains("Who::tocsin") || text.contains("Actor::Tocsin")) {
            idle.retain(|path| *path != code.path);
            if !known.contains(&code.path.as_str()) {
                offences.push(code.at(line));
            }
        }
    }
    none(&offences, "Ask as whoever is signed in, or put the file into AS_TOCSIN with a reason:");
    assert!(idle.is_empty(), "these ask as whoever is signed in by now; strike them off the list: {idle:?}");
}

/// The same where lints are set between the mark of the tests and the tests.
fn without_tests_of_any_kind(text: &str) -> String {
    text.split("\n#[cfg(test)]\n").next().unwrap_or_default().to_owned()
}

/// The use cases of a file that somebody asks for.
fn use_cases(text: &str) -> Vec<&str> {
    let begins = text.split("pub async fn ").skip(1);
    let asked = begins.filter(|rest| rest.split(" -> ").next().is_some_and(|signature| signature.contains("ask: Ask<")));
    asked.filter_map(|rest| rest.split(['(', '<']).next()).collect()
}

#[test]
fn every_use_case_about_incidents_is_tried_by_whoever_is_not_named() {
    let tests: Vec<Source> = sources(&[".rs"]).into_iter().filter(|source| source.path.starts_with(TRIED)).collect();
    assert!(!tests.is_empty(), "{TRIED} is elsewhere now");
    let untried: Vec<&str> = UNTRIED.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    let is_tried = |name: &str| tests.iter().any(|test| test.text.contains(&format!(".{name}(")));
    let (mut offences, mut found) = (Vec::new(), Vec::new());
    let code = code_of_the_backend();
    for source in code.iter().filter(|source| ABOUT.iter().any(|place| source.path.starts_with(place))) {
        for name in use_cases(&source.text) {
            found.push(name);
            if !is_tried(name) && !untried.contains(&name) {
                offences.push(format!("{BACKEND}{}: {name}", source.path));
            }
        }
    }
    assert!(found.len() > 50, "only these were found: {found:?}");
    none(&offences, &format!("Try it in {TRIED} as an outsider, or put it into UNTRIED with a reason:"));
    let idle: Vec<&&str> = untried.iter().filter(|name| is_tried(name) || !found.contains(name)).collect();
    assert!(idle.is_empty(), "these are tried, or are not there; strike them off the list: {idle:?}");
}

#[test]
fn statements_are_told_from_each_other() {
    let code = [
        "tx.query(concat!(",
        "    \"SELECT number",
        "     FROM incidents",
        "     WHERE \",",
        "    seen!(\"incidents.number\", \"$1\"),",
        "))",
        ".bind(1)",
        "tx.query(\"SELECT id FROM incidents WHERE number = $1\").bind(number)",
        "tx.query(\"DELETE FROM audiences\")",
    ];
    let lines: Vec<(usize, &str)> = code.into_iter().enumerate().collect();
    let at: Vec<usize> = lines.iter().filter(|(_, line)| reads_kept(line)).map(|(at, _)| *at).collect();
    assert_eq!(at, [2, 7]);
    assert!(statement(&lines[2..]).contains("seen!(") && !statement(&lines[7..]).contains("seen!("));
    assert!(reads_kept("FROM postmortems JOIN incidents ON TRUE") && !reads_kept("FROM incidents_of_old"));
    assert!(!reads_kept("UPDATE incidents SET title = $1") && !reads_kept("INSERT INTO proposals (id)"));
    let one = "pub async fn one(&self, ask: Ask<'_>) -> Result<()> {}";
    let two = "pub async fn two(&self) -> Result<()> { ask: Ask<'_> }";
    assert_eq!(use_cases(&format!("{one}\n{two}")), ["one"]);
    let before = "one\n#[cfg(test)]\nmod tests;\ntwo";
    assert_eq!(without_tests(&format!("{before}\n#[cfg(test)]\nmod tests {{\nthree")), before);
}
