//! What somebody may do with what is theirs, and with what is somebody else's.

use std::{collections::BTreeSet, fmt::Write as _};

use backend::{Ask, Backend, action_items::AddActionItem, proposals::Propose, runbooks::Handed};
use domain::{
    ids::PersonId,
    incidents::{COMMANDER, Command, Severity},
    log::Person,
    people::{Permission, Role, Who},
};

use crate::{
    scene::Scene,
    support::{Browser, Server, postgres::Scratch},
    who_may_what::registered,
};

/// A thing that may be somebody's.
#[derive(Clone, Copy)]
enum Thing {
    ActionItem,
    Draft,
    InReview,
    Approved,
    /// A runbook whose version they wrote.
    Version,
    /// Files that they handed in.
    Preview,
    /// An incident that they lead.
    Led,
    /// One that they lead and that is for them alone.
    Restricted,
    /// A post-mortem that they are asked to review.
    Postmortem,
    Session,
    Account,
}

/// Of a form, by name and value.
type Fields = &'static [(&'static str, &'static str)];

/// What is done to which thing, and what is sent beside `{it}`.
const DEEDS: &[(&str, Thing, Fields)] = &[
    ("load_action_item", Thing::ActionItem, &[("number", "{it}")]),
    ("start_action_item", Thing::ActionItem, &[("number", "{it}")]),
    ("complete_action_item", Thing::ActionItem, &[("number", "{it}"), ("proof", "https://example.org/changes/7")]),
    ("reassign_action_item", Thing::ActionItem, &[("number", "{it}"), ("owner", "{eve}")]),
    (
        "reschedule_action_item",
        Thing::ActionItem,
        &[("number", "{it}"), ("due", "{next_year}"), ("reason", "The vendor is late.")],
    ),
    ("load_proposal", Thing::Draft, &[("number", "{it}")]),
    ("load_proposal_text", Thing::Draft, &[("number", "{it}")]),
    ("revise_proposal", Thing::Draft, &[("number", "{it}"), ("revision", "1"), ("text", "{text}"), ("summary", "Looks twice")]),
    ("request_proposal_review", Thing::Draft, &[("number", "{it}")]),
    ("catch_up_proposal", Thing::Draft, &[("number", "{it}")]),
    ("remark_on_proposal", Thing::Draft, &[("number", "{it}"), ("revision", "1"), ("remark", "Which one?")]),
    ("approve_proposal", Thing::Draft, &[("number", "{it}"), ("revision", "1")]),
    ("withdraw_proposal", Thing::Draft, &[("number", "{it}"), ("reason", "Somebody else did.")]),
    (
        "revise_proposal",
        Thing::InReview,
        &[("number", "{it}"), ("revision", "1"), ("text", "{text}"), ("summary", "Looks twice")],
    ),
    ("approve_proposal", Thing::InReview, &[("number", "{it}"), ("revision", "1")]),
    ("ask_for_proposal_changes", Thing::InReview, &[("number", "{it}"), ("comment", "Say where.")]),
    ("publish_proposal", Thing::InReview, &[("number", "{it}")]),
    ("withdraw_proposal", Thing::InReview, &[("number", "{it}"), ("reason", "Somebody else did.")]),
    ("publish_proposal", Thing::Approved, &[("number", "{it}")]),
    (
        "review_runbook",
        Thing::Version,
        &[("slug", "{it}"), ("outcome", "still_valid"), ("note", ""), ("next_review", "{next_year}")],
    ),
    ("load_import_preview", Thing::Preview, &[("id", "{it}")]),
    ("import_runbooks", Thing::Preview, &[("id", "{it}")]),
    // Without a recovery check.
    ("enter_stage", Thing::Led, &[("number", "{it}"), ("stage", "resolved"), ("override_reason", "The vendor says so.")]),
    ("load_access_record", Thing::Restricted, &[("number", "{it}")]),
    ("name_on_incident", Thing::Restricted, &[("number", "{it}"), ("person", "{eve}")]),
    ("unname_on_incident", Thing::Restricted, &[("number", "{it}"), ("person", "{eve}")]),
    ("name_oneself", Thing::Restricted, &[("number", "{it}"), ("reason", "Whoever was named has left.")]),
    ("lift_restriction", Thing::Restricted, &[("number", "{it}"), ("reason", "The fix is out.")]),
    ("ask_for_changes", Thing::Postmortem, &[("number", "{it}"), ("comment", "Say why.")]),
    ("approve_postmortem", Thing::Postmortem, &[("number", "{it}")]),
    ("end_session", Thing::Session, &[("session", "{it}")]),
    ("change_role", Thing::Account, &[("person", "{it}"), ("role", "responder")]),
    ("disable_person", Thing::Account, &[("person", "{it}")]),
];

/// Functions with these verbs change nothing.
const READING: [&str; 3] = ["load_", "list_", "search_"];

/// Those that change something, or seem to, and are the same for what is one's own and for what is another's; with the reason.
const SAME: &[(&str, &[&str])] = &[
    ("They read, too.", &["narrow_symptoms", "preview_proposal", "mend_proposal_text", "check_set_up_link"]),
    (
        "What they begin is nobody's before.",
        &["declare_incident", "add_action_item", "start_postmortem", "propose_change", "propose_fix", "propose_lessons"],
    ),
    (
        "An incident, with its checklists and its evidence, is everybody's who may work on it, whoever took an item.",
        &[
            "acknowledge_incident",
            "answer_incident",
            "assign_role",
            "regrade_incident",
            "add_note",
            "revise_facts",
            "start_checklist",
            "start_runbook_checklist",
            "tick_item",
            "assign_item",
            "note_item",
            "add_item",
            "choose_branch",
            "set_values",
            "set_item_aside",
            "reopen_incident",
            "restrict_incident",
            "check_recovery",
            "waive_prevention",
            "set_lesson_aside",
            "offer_lesson_again",
            "run_probe",
        ],
    ),
    ("A target is everybody's who may run probes.", &["self_test_target"]),
    ("What is done is everybody's who may change action items, whoever owned it.", &["reopen_action_item"]),
    ("A post-mortem is everybody's who may write one.", &["save_section", "request_review"]),
    (
        "A runbook is everybody's who may review runbooks; only a review is by somebody other than who wrote the version.",
        &["put_off_review", "change_upkeep", "retire_runbook", "reinstate_runbook"],
    ),
    (
        "What the organisation has agreed, and who may join it, is every administrator's.",
        &["revise_contacts", "revise_severities", "revise_severity_words", "invite_person", "withdraw_invitation"],
    ),
    ("Whose account is disabled can't ask for it.", &["enable_person"]),
    ("An administrator makes one for anybody who may sign in, also for themself, who may be the last.", &["make_password_link"]),
    (
        "Whoever asks is nobody yet, and proves by what is sent who they are.",
        &["sign_in", "accept_invitation", "choose_password", "set_up"],
    ),
    ("They are about whoever asks, and name nobody.", &["rename_self", "change_password", "sign_out_everywhere", "sign_out"]),
];

#[test]
fn whatever_changes_something_is_tried_with_ones_own_and_anothers_or_says_why_not() {
    let tried: BTreeSet<&str> = DEEDS.iter().map(|(endpoint, ..)| *endpoint).collect();
    let same: Vec<&str> = SAME.iter().flat_map(|(_, endpoints)| endpoints.iter().copied()).collect();
    let registered = registered();
    let is_known = |endpoint: &str| tried.contains(endpoint) || same.contains(&endpoint);
    let reads = |endpoint: &str| READING.iter().any(|verb| endpoint.starts_with(verb));
    let missing: Vec<&String> = registered.iter().filter(|endpoint| !reads(endpoint) && !is_known(endpoint)).collect();
    assert!(missing.is_empty(), "add these to DEEDS, or to SAME with the reason: {missing:?}");
    let idle: Vec<&&str> =
        same.iter().filter(|endpoint| tried.contains(**endpoint) || !registered.contains(**endpoint)).collect();
    assert!(idle.is_empty(), "SAME names what is tried, or is not there: {idle:?}");
}

impl Thing {
    fn word(self) -> &'static str {
        match self {
            Self::ActionItem => "action item",
            Self::Draft => "draft of a proposal",
            Self::InReview => "proposal in review",
            Self::Approved => "approved proposal",
            Self::Version => "version of a runbook",
            Self::Preview => "preview of an import",
            Self::Led => "incident that is led",
            Self::Restricted => "restricted incident",
            Self::Postmortem => "post-mortem to review",
            Self::Session => "session",
            Self::Account => "account",
        }
    }

    /// A new one, which belongs to this person; gives its name in forms.
    async fn of(self, owner: &Who, backend: &Backend, server: &Server) -> String {
        let (person, tocsin) = (owner.actor.person().unwrap().clone(), Who::tocsin());
        match self {
            Self::ActionItem => {
                let due = backend.clock.now().date_naive() + chrono::Days::new(3);
                let add = AddActionItem {
                    title: "Set a lock timeout".to_owned(),
                    owner: Some(person.id),
                    due: Some(due),
                    ..AddActionItem::default()
                };
                backend.add_action_item(Ask::by(&tocsin), add).await.unwrap().number.to_string()
            }
            Self::Draft | Self::InReview | Self::Approved => self.proposal(owner, backend).await.to_string(),
            Self::Version => {
                let number = Self::Approved.proposal(owner, backend).await;
                backend.publish_proposal(Ask::by(&tocsin), number).await.unwrap().slug
            }
            Self::Preview => {
                let file = Handed { name: "disks.md".to_owned(), bytes: DISKS.as_bytes().to_vec() };
                // Whoever handed it in may have had a greater role then.
                let author = Who { role: Role::Admin, ..owner.clone() };
                backend.keep_preview(Ask::by(&author), vec![file]).await.unwrap().to_string()
            }
            Self::Led => led(&person, backend).await.to_string(),
            Self::Restricted => {
                let number = led(&person, backend).await;
                // Whoever leads it is named.
                backend.restrict_incident(Ask::by(&tocsin), number, &[], String::new()).await.unwrap();
                number.to_string()
            }
            Self::Postmortem => {
                let number = declare(backend).await;
                backend.start_postmortem(Ask::by(&tocsin), number).await.unwrap();
                let id = backend.postmortem_of(Ask::by(&tocsin), number).await.unwrap();
                // Whoever was asked may have had a greater role then.
                let had_a_greater = !Permission::ApprovePostmortem.allows(owner.role);
                if had_a_greater {
                    backend.change_role(Ask::by(&tocsin), person.id, Role::Commander).await.unwrap();
                }
                backend.request_review(Ask::by(&tocsin), id, &[person.id]).await.unwrap();
                if had_a_greater {
                    backend.change_role(Ask::by(&tocsin), person.id, owner.role).await.unwrap();
                }
                number.to_string()
            }
            Self::Session => {
                server.signed_in(&person.name).await;
                backend.own_sessions(Ask::by(owner)).await.unwrap().into_iter().map(|session| session.key).max().unwrap()
            }
            Self::Account => person.id.to_string(),
        }
    }

    /// A change of the runbook, as far as the thing says; gives its number.
    async fn proposal(self, author: &Who, backend: &Backend) -> i64 {
        let tocsin = Who::tocsin();
        let draft = backend.proposal_draft(Ask::by(&tocsin), "pool-is-empty", None).await.unwrap();
        let propose = Propose {
            slug: draft.runbook.slug.clone(),
            base: draft.version.number,
            text: draft.text.replace("Count the sessions", "Count the sessions again"),
            summary: "One count is none".to_owned(),
            for_review: !matches!(self, Self::Draft),
            ..Propose::default()
        };
        // Whoever wrote it may have had a greater role then.
        let author = Who { role: Role::Admin, ..author.clone() };
        let number = backend.propose(Ask::by(&author), propose).await.unwrap().number;
        if matches!(self, Self::Approved) {
            backend.approve_proposal(Ask::by(&tocsin), number, 1).await.unwrap();
        }
        number
    }
}

const DISKS: &str = "# Disks\n\n## Runbook 1: Disk is full\n\n### Immediate Actions\n\n1. Find what grows.\n2. Delete it.\n";

async fn declare(backend: &Backend) -> i64 {
    let outage = backend::incidents::Declare {
        id: None,
        title: "Checkout times out".to_owned(),
        severity: Severity::P2,
        summary: String::new(),
        service: "checkout".to_owned(),
        drill: false,
        restricted: false,
    };
    backend.declare_incident(Ask::by(&Who::tocsin()), outage).await.unwrap().number
}

async fn led(by: &Person, backend: &Backend) -> i64 {
    let (tocsin, number) = (Who::tocsin(), declare(backend).await);
    let lead = Command::AssignRole { role: COMMANDER.to_owned(), person: by.clone() };
    backend.work_on_incident(Ask::by(&tocsin), number, lead).await.unwrap();
    number
}

/// Asks for it and says what came of it. Ending a session that is none of one's own is answered as if it had ended before,
/// so that its end is looked for.
async fn outcome(
    endpoint: &str,
    thing: Thing,
    browser: &Browser,
    fields: &[(&str, &str)],
    owner: &Who,
    backend: &Backend,
) -> String {
    let before = backend.own_sessions(Ask::by(owner)).await.unwrap().len();
    let status = browser.call(endpoint, fields).await.status().as_u16();
    assert_ne!(status, 500, "{endpoint} broke");
    match status {
        200..=399 if matches!(thing, Thing::Session) => {
            let left = backend.own_sessions(Ask::by(owner)).await.unwrap().len();
            if left < before { "yes".to_owned() } else { "unharmed".to_owned() }
        }
        200..=399 => "yes".to_owned(),
        403 => "no".to_owned(),
        other => other.to_string(),
    }
}

/// Under review: one table, whatever the database.
const REVIEWED: &str = "what_is_ones_own_and_what_is_anothers";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_ones_own_and_what_is_anothers_is_a_table_under_review_on_sqlite() {
    insta::assert_snapshot!(REVIEWED, table(&Scene::set().await).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_ones_own_and_what_is_anothers_is_a_table_under_review_on_postgres() {
    let scratch = Scratch::new().await;
    let server = Server::start_with(&["--database-url", &scratch.url]).await;
    insta::assert_snapshot!(REVIEWED, table(&Scene::on(server).await).await);
}

/// Everybody does everything, to what is theirs and to what is Eve's.
async fn table(scene: &Scene) -> String {
    let backend = scene.server.backend().await;
    let known = backend.list_people(Ask::by(&Who::tocsin())).await.unwrap();
    let who = |name: &str, role: Role| {
        let id: PersonId = known.iter().find(|person| person.name == name).unwrap().id;
        Who::person(Person { id, name: name.to_owned() }, role)
    };
    let eve = who("Eve", Role::Commander);
    let people = [("Cleo", Role::Viewer), ("Ben", Role::Responder), ("Ada", Role::Commander), ("Dev", Role::Admin)];
    let mut table = format!("{:<49}", "");
    for (_, role) in people {
        write!(table, "{:<22}", role.word()).unwrap();
    }
    write!(table, "\n{:<49}", "").unwrap();
    for _ in people {
        write!(table, "{:<11}{:<11}", "own", "another's").unwrap();
    }
    for (endpoint, thing, body) in DEEDS {
        write!(table, "\n{endpoint:<26}{:<23}", thing.word()).unwrap();
        for (name, role) in people {
            for is_own in [true, false] {
                let is_account = matches!(thing, Thing::Account);
                let me = who(name, role);
                let owner = if is_own { &me } else { &eve };
                let it = thing.of(owner, &backend, &scene.server).await;
                let fields = scene.fields(body);
                let fields: Vec<(&str, String)> =
                    fields.into_iter().map(|(field, value)| (field, value.replace("{it}", &it))).collect();
                let fields: Vec<(&str, &str)> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
                let browser = scene.server.signed_in(name).await;
                let outcome = outcome(endpoint, *thing, &browser, &fields, owner, &backend).await;
                // Dev is the last one who could take it back.
                assert!(!(is_account && is_own && outcome == "yes"), "{name} did it to themself: {endpoint}");
                write!(table, "{outcome:<11}").unwrap();
                if is_account {
                    let _ = backend.enable_person(Ask::by(&Who::tocsin()), eve.actor.person().unwrap().id).await;
                }
            }
        }
    }
    let table: Vec<&str> = table.lines().map(str::trim_end).collect();
    table.join("\n")
}
