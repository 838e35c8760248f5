//! A restricted incident, and all that came out of it, is for whoever is not named what a number is that was never given: at
//! each server function and each page, in status and in words. For whoever is named it is what any other incident is.

use std::collections::BTreeSet;

use backend::{
    Ask, Backend,
    action_items::AddActionItem,
    incidents::Declare,
    proposals::Propose,
    runbooks::{Choices, Handed},
};
use domain::{
    checklists::{ChecklistSource, Plan},
    ids::{ChecklistId, PersonId},
    incidents::{Command, Door, ItemChange, ItemRef, Severity},
    people::{Role, Who},
    proposals::Origin,
};
use leptos_axum::generate_route_list;

use crate::{
    scene::{PLAN, Scene},
    support::Browser,
    table::CALLS,
    who_may_what::registered,
};

/// What the calls name by `{incident}` and the like.
pub(crate) type Name = (&'static str, String);
/// Of a form, by name and value.
type Fields<'a> = &'a [(&'a str, &'a str)];

/// The word that stands in each of its texts.
pub(crate) const SECRET: &str = "quorvel";
const OPEN: &str = "tambrin";

/// What is asked of one incident, or of something that came out of it.
const OF_ONE: [&str; 4] = ["{incident}", "{apart}", "{action_item}", "{proposal}"];

/// They make a difference between a restricted incident and another; tables beside this one say for whom they do what.
const OF_AUDIENCES: [&str; 5] =
    ["restrict_incident", "name_on_incident", "unname_on_incident", "name_oneself", "lift_restriction"];

/// Functions with the number or id of something that is no incident and came out of none; with the reason.
const OF_OTHERS: &[(&str, &[&str])] = &[
    (
        "They name a runbook, or what is in a handbook.",
        &[
            "load_runbook_health",
            "load_runbook",
            "load_handbook_section",
            "review_runbook",
            "put_off_review",
            "change_upkeep",
            "load_runbook_history",
            "load_runbook_comparison",
            "load_runbook_blame",
            "load_proposal_draft",
            "propose_change",
            "preview_proposal",
            "mend_proposal_text",
            "propose_fix",
            "retire_runbook",
            "reinstate_runbook",
        ],
    ),
    ("They name what was handed in and is not imported yet.", &["load_import_preview", "import_runbooks"]),
    ("They name a target of probes.", &["self_test_target"]),
    ("They name a person.", &["change_role", "make_password_link", "disable_person", "enable_person"]),
];

const FILE: &str = "# Disks\n\n## Overview\n\nWhat to do.\n\n\
    ## Runbook 1: Disk is full\n\n### Immediate Actions\n\n1. Find what grows.\n2. Delete it.\n\n\
    ## Runbook 2: Disk is slow\n\n### Immediate Actions\n\n1. Find the queue.\n2. Wait.\n";

/// Two incidents in which the same has happened. One is for some alone.
pub(crate) struct Two {
    pub(crate) kept: Vec<Name>,
    pub(crate) open: Vec<Name>,
    /// One of each role, beside Eve, to whom the calls give things.
    pub(crate) named: Vec<(&'static str, Browser)>,
}

impl Two {
    pub(crate) async fn set(scene: &Scene, backend: &Backend) -> Self {
        let tocsin = Who::tocsin();
        let file = Handed { name: "disks.md".to_owned(), bytes: FILE.as_bytes().to_vec() };
        let imported = backend.import(Ask::by(&tocsin), vec![file], &Choices::default()).await.unwrap();
        let [one, other] = imported.created.as_slice() else { panic!("{:?}", imported.created) };
        let (kept, open) = (happened(scene, backend, SECRET, one).await, happened(scene, backend, OPEN, other).await);
        let mut people: Vec<PersonId> = vec![scene.fill("{eve}").parse().unwrap()];
        let mut named = Vec::new();
        for (name, role) in [("Ina", Role::Viewer), ("Ivo", Role::Responder), ("Ida", Role::Commander), ("Ian", Role::Admin)] {
            named.push((role.word(), scene.server.joined(name, role).await));
            people.push(scene.server.id_of(name).await.parse().unwrap());
        }
        let (number, reason) = (number(&kept), format!("{SECRET} is to stay among us."));
        backend.restrict_incident(Ask::by(&tocsin), number, &people, reason).await.unwrap();
        Self { kept, open, named }
    }

    /// Numbers that were never given. Nobody comes to ask whether such an incident has that checklist.
    fn never(&self) -> Vec<Name> {
        let numbers = ["incident", "apart", "action_item", "proposal"];
        let never = |name, is: &String| if numbers.contains(&name) { "404".to_owned() } else { is.clone() };
        self.kept.iter().map(|(name, is)| (*name, never(*name, is))).collect()
    }
}

pub(crate) fn named<'a>(names: &'a [Name], name: &str) -> &'a str {
    &names.iter().find(|(known, _)| *known == name).unwrap().1
}

fn number(names: &[Name]) -> i64 {
    named(names, "incident").parse().unwrap()
}

/// An incident with a word in each place, and all that can come out of one.
async fn happened(scene: &Scene, backend: &Backend, word: &str, slug: &str) -> Vec<Name> {
    let tocsin = Who::tocsin();
    let (ask, eve): (_, PersonId) = (Ask::by(&tocsin), scene.fill("{eve}").parse().unwrap());
    let declare = Declare {
        id: None,
        title: format!("{word} was stolen"),
        severity: Severity::P2,
        summary: format!("With the keys of {word}."),
        service: word.to_owned(),
        drill: false,
        restricted: false,
    };
    let incident = backend.declare_incident(ask, declare).await.unwrap();
    let (number, checklist): (_, ChecklistId) = (incident.number, backend.ids.next());
    let plan: Plan = serde_json::from_str(PLAN).unwrap();
    let start = Command::StartChecklist { id: checklist, source: ChecklistSource::Triage, plan };
    backend.work_on_incident(ask, number, start).await.unwrap();
    let taught = backend.start_checklist(ask, number, slug).await.unwrap().checklists.last().unwrap().id;
    let at = ItemRef { checklist: taught, item: "imm-1".to_owned() };
    let skip = Command::ChangeItem { at, change: ItemChange::Skipped { reason: format!("{word} has none.") } };
    for command in [skip, Command::Note { text: format!("Asked {word}.") }] {
        backend.work_on_incident(ask, number, command).await.unwrap();
    }
    let postmortem = backend.start_postmortem(ask, number).await.unwrap().postmortem.unwrap();
    backend.save_section(ask, postmortem, "root-cause", &format!("{word} left it open."), "").await.unwrap();
    let section = backend.postmortem_page(ask, number).await.unwrap().postmortem.sections[0].key.clone();
    let promised = AddActionItem {
        title: format!("Lock {word} up"),
        owner: Some(eve),
        due: Some(backend.clock.now().date_naive() + chrono::Days::new(1)),
        incident_number: Some(number),
        ..AddActionItem::default()
    };
    let action_item = backend.add_action_item(ask, promised).await.unwrap().number;
    let draft = backend.proposal_draft(ask, slug, None).await.unwrap();
    let text = draft.text.replace("1. Find", "1. Find soon");
    let propose = Propose {
        slug: slug.to_owned(),
        base: 1,
        text: text.clone(),
        summary: format!("What {word} taught us"),
        origin: Origin::Incident { number },
        for_review: true,
        ..Propose::default()
    };
    let proposal = backend.propose(ask, propose).await.unwrap().number;
    vec![
        ("incident", number.to_string()),
        ("apart", number.to_string()),
        ("checklist", checklist.to_string()),
        ("taught", taught.to_string()),
        ("section", section),
        ("action_item", action_item.to_string()),
        ("proposal", proposal.to_string()),
        ("text", text),
        ("incident_id", incident.id.to_string()),
        ("postmortem_id", postmortem.to_string()),
    ]
}

fn is_of_one(body: Fields<'_>) -> bool {
    body.iter().any(|(_, value)| OF_ONE.iter().any(|name| value.contains(name)))
}

/// A call with the names of this incident in it.
async fn called(scene: &Scene, names: &[Name], browser: &Browser, endpoint: &str, body: Fields<'_>) -> (u16, String) {
    let fields: Vec<(&str, String)> = body.iter().map(|(field, value)| (*field, filled(scene, names, value))).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
    let answer = browser.call(endpoint, &fields).await;
    let status = answer.status().as_u16();
    assert_ne!(status, 500, "{endpoint} broke");
    (status, answer.text().await.unwrap())
}

fn filled(scene: &Scene, names: &[Name], text: &str) -> String {
    scene.fill(&names.iter().fold(text.to_owned(), |text, (name, is)| text.replace(&format!("{{{name}}}"), is)))
}

/// Every address with the number of an incident in it, or of what came out of one: pages, and those of the router beside them.
fn addresses() -> Vec<String> {
    let pages = generate_route_list(app::App);
    let router = include_str!("../../src/http/router.rs");
    let is_read = |line: &&str| line.contains(".route(\"") && line.contains("get(");
    let others = router.lines().filter(is_read).map(|line| line.split('"').nth(1).unwrap().to_owned());
    let all = pages.iter().map(|route| route.path().to_owned()).chain(others);
    let name = |path: String| {
        let what = match path.split('/').nth(1).unwrap_or_default() {
            "incidents" | "postmortems" => "{incident}",
            "actions" => "{action_item}",
            "proposals" => "{proposal}",
            _ => return None,
        };
        path.contains("{number}").then(|| path.replace("{number}", what).replace("{checklist}", "{taught}"))
    };
    all.filter_map(name).collect()
}

/// Every other page.
fn lists() -> Vec<String> {
    let pages = generate_route_list(app::App);
    let mut paths: Vec<String> =
        pages.iter().map(|route| route.path().to_owned()).filter(|path| !path.contains(['{', ':'])).collect();
    paths.push("/search/list".to_owned());
    paths
}

/// A page without what each has of its own: its address, when it was drawn, and what is made anew for each answer (nonces,
/// names of requests).
fn plain(page: &str, path: &str) -> String {
    let page = ["nonce=\"", "data-now=\""].iter().fold(page.replace(path, "/here"), |page, name| without_values(&page, name));
    let (mut plain, mut run) = (String::new(), String::new());
    for sign in page.chars().chain(['\n']) {
        if sign.is_ascii_hexdigit() || sign == '-' {
            run.push(sign);
            continue;
        }
        plain.push_str(if run.len() < 12 { &run } else { "…" });
        run.clear();
        plain.push(sign);
    }
    plain
}

/// Without what stands between `name`, which ends in a quotation mark, and the next of these.
fn without_values(page: &str, name: &str) -> String {
    let mut parts = page.split(name);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |page, part| page + name + part.split_once('"').map_or("", |(_, rest)| rest))
}

#[test]
fn every_function_that_names_one_thing_is_tried_here_or_names_something_else() {
    let tried: BTreeSet<&str> = CALLS.iter().filter(|(_, body)| is_of_one(body)).map(|(endpoint, _)| *endpoint).collect();
    let others: Vec<&str> = OF_OTHERS.iter().flat_map(|(_, endpoints)| endpoints.iter().copied()).collect();
    let names = ["number", "incident", "checklist", "postmortem", "id", "slug", "person", "source", "target"];
    let names_one = |body: &[(&str, &str)]| body.iter().any(|(field, _)| names.contains(field));
    let missing: Vec<&str> = CALLS
        .iter()
        .filter(|(endpoint, body)| names_one(body) && !tried.contains(endpoint) && !others.contains(endpoint))
        .map(|(endpoint, _)| *endpoint)
        .collect();
    assert!(missing.is_empty(), "give these `{{incident}}` or the like in table.rs, or a reason in OF_OTHERS: {missing:?}");
    assert!(tried.len() > 45, "{}", tried.len());
    let registered = registered();
    let idle: Vec<&&str> = others.iter().filter(|name| tried.contains(**name) || !registered.contains(**name)).collect();
    assert!(idle.is_empty(), "OF_OTHERS names what is tried, or is not there: {idle:?}");
}

#[test]
fn what_answers_have_of_their_own_is_left_out_and_nothing_else() {
    let page = |nonce: &str, second: i64, once: &str, number: &str| {
        let link = format!("<a href=\"/incidents/{number}/wall\">2026-11-28</a>");
        format!("<script nonce=\"{nonce}\"></script><div data-now=\"{second}\">{link}</div><input value=\"{once}\"/>")
    };
    let one = page("aGVsbG8=", 1_796_000_009, "01970000-0000-7000-8000-000000000001", "7");
    let other = page("d29ybGQ=", 1_796_000_010, "01970000-0000-7000-8000-000000000002", "404");
    assert_eq!(plain(&one, "/incidents/7"), plain(&other, "/incidents/404"));
    assert!(plain(&one, "/incidents/7").contains("/here/wall\">2026-11-28</a>"));
    assert_ne!(plain(&one, "/incidents/7"), plain(&one, "/incidents/8"));
}

#[tokio::test(flavor = "multi_thread")]
async fn for_whoever_is_not_named_it_is_as_a_number_that_was_never_given() {
    let scene = Scene::set().await;
    let backend = scene.server.backend().await;
    let (two, tocsin) = (Two::set(&scene, &backend).await, Who::tocsin());
    let (kept, never) = (&two.kept, two.never());
    let state = async || {
        let page = backend.postmortem_page(Ask::by(&tocsin), number(kept)).await.unwrap();
        (backend.as_of(Ask::by(&tocsin)).await.unwrap(), page.texts)
    };
    let before = state().await;
    assert!(addresses().len() >= 10, "{:?}", addresses());
    for path in addresses() {
        let (here, nowhere) = (filled(&scene, kept, &path), filled(&scene, &never, &path));
        for (role, browser) in scene.people.iter().skip(1) {
            let (there, not) = (browser.get(&here).await, browser.get(&nowhere).await);
            let (status, expected) = (there.status().as_u16(), not.status().as_u16());
            assert_eq!(status, expected, "GET {path} by a {role}");
            assert!([403, 404].contains(&status), "GET {path} by a {role}: {status}");
            assert_eq!(there.headers().get("location"), not.headers().get("location"), "GET {path} by a {role}");
            let (there, not) = (there.text().await.unwrap(), not.text().await.unwrap());
            assert_eq!(plain(&there, &here), plain(&not, &nowhere), "GET {path} by a {role}");
        }
    }
    let mut gone = 0;
    for (endpoint, body) in CALLS.iter().filter(|(_, body)| is_of_one(body)) {
        for (role, browser) in scene.people.iter().skip(1) {
            // The one way in: with a reason that all who are named read. They know the number already.
            if *endpoint == "name_oneself" && *role == "admin" {
                continue;
            }
            let there = called(&scene, kept, browser, endpoint, body).await;
            assert_eq!(there, called(&scene, &never, browser, endpoint, body).await, "{endpoint} by a {role}");
            assert!(there.0 >= 400, "{endpoint} by a {role}: {there:?}");
            gone += usize::from(there.0 == 404);
        }
    }
    assert!(gone > 130, "{gone}");
    assert_eq!(state().await, before, "somebody who sees nothing has changed something");
    assert!(!scene.server.log().contains(SECRET), "the log says what it is about: {}", scene.server.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_other_page_has_a_word_of_it() {
    let scene = Scene::set().await;
    let backend = scene.server.backend().await;
    let two = Two::set(&scene, &backend).await;
    let named = two.named.iter().map(|(role, browser)| (format!("{role} who is named"), browser));
    let others = scene.people.iter().skip(1).map(|(role, browser)| ((*role).to_owned(), browser));
    let paths = lists();
    assert!(paths.len() > 18, "{paths:?}");
    let mut has_open = 0;
    for (role, browser) in named.chain(others) {
        for path in &paths {
            // What is looked for is the beginning of the word, which the page may say again.
            for query in ["", "?q=quorv", "?q=tambr", "?state=all&all=true"] {
                let page = browser.get(&format!("{path}{query}")).await.text().await.unwrap();
                assert!(!page.contains(SECRET), "{path}{query} tells a {role}: {page}");
                has_open += usize::from(page.contains(OPEN));
            }
        }
    }
    assert!(has_open > 8 * 4, "of its twin {has_open} pages tell");
}

#[tokio::test(flavor = "multi_thread")]
async fn for_whoever_is_named_it_is_as_any_other() {
    let scene = Scene::set().await;
    let backend = scene.server.backend().await;
    let two = Two::set(&scene, &backend).await;
    for path in addresses() {
        let (here, twin) = (filled(&scene, &two.kept, &path), filled(&scene, &two.open, &path));
        for (role, browser) in &two.named {
            let (there, other) = (browser.get(&here).await, browser.get(&twin).await);
            let (status, expected) = (there.status().as_u16(), other.status().as_u16());
            let page = there.text().await.unwrap();
            if path.ends_with("/wall") {
                // It hangs where everybody reads it who passes.
                assert_eq!((status, expected, page.contains(SECRET)), (404, 200, false), "GET {path} by a {role}");
                continue;
            }
            assert_eq!(status, expected, "GET {path} by a {role}");
            let is_told = other.text().await.unwrap().contains(OPEN);
            assert_eq!(page.contains(SECRET), is_told, "GET {path} by a {role}");
        }
    }
    for (endpoint, body) in CALLS.iter().filter(|(_, body)| is_of_one(body)) {
        if OF_AUDIENCES.contains(endpoint) {
            continue;
        }
        for (role, browser) in &two.named {
            let there = called(&scene, &two.kept, browser, endpoint, body).await;
            let other = called(&scene, &two.open, browser, endpoint, body).await;
            let expected = if *endpoint == "load_wall" { 404 } else { other.0 };
            assert_eq!(there.0, expected, "{endpoint} by a {role}: {there:?}, and its twin {other:?}");
        }
    }
    // Each was put down at each door, before anything was shown.
    let (_, record) = backend.access_record(Ask::by(&Who::tocsin()), number(&two.kept)).await.unwrap();
    for name in ["Ina", "Ivo", "Ida", "Ian"] {
        let looked: BTreeSet<&str> =
            record.iter().filter(|look| look.person.name == name).map(|look| look.door.label()).collect();
        let doors = [Door::Room, Door::Postmortem, Door::Export, Door::ActionItem, Door::Lessons];
        assert_eq!(looked, BTreeSet::from(doors.map(Door::label)), "{name}");
    }
}
