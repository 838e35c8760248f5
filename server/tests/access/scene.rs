use backend::{
    Ask, Backend,
    proposals::Propose,
    runbooks::{Choices, Handed},
};
use chrono::Duration;
use domain::{
    checklists::{ChecklistSource, Plan},
    ids::ChecklistId,
    incidents::{Command, ItemChange, ItemRef, Severity},
    people::{Role, Who},
};

use crate::support::{Browser, Server};

/// A server with somebody of each role, an incident with a checklist, and things to do to them.
pub(crate) struct Scene {
    pub(crate) server: Server,
    /// Column headings and browsers: nobody, then every role.
    pub(crate) people: Vec<(&'static str, Browser)>,
    names: Vec<(&'static str, String)>,
}

impl Scene {
    pub(crate) async fn set() -> Self {
        Self::on(Server::start().await).await
    }

    pub(crate) async fn on(server: Server) -> Self {
        let mut people = vec![("nobody", Browser::at(&server.url))];
        for (name, role) in [("Cleo", Role::Viewer), ("Ben", Role::Responder), ("Ada", Role::Commander), ("Dev", Role::Admin)] {
            people.push((role.word(), server.joined(name, role).await));
        }
        // Whom administrators may do things to, and others may ask for anything.
        server.joined("Eve", Role::Commander).await;
        let names = Box::pin(things(&server)).await;
        Self { server, people, names }
    }

    /// A body with the names of what there is in place of `{checklist}` and the like.
    pub(crate) fn fields(&self, body: &[(&'static str, &'static str)]) -> Vec<(&'static str, String)> {
        body.iter().map(|(field, value)| (*field, self.fill(value))).collect()
    }

    /// The same for an address.
    pub(crate) fn fill(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, is)| text.replace(&format!("{{{name}}}"), is))
    }
}

async fn things(server: &Server) -> Vec<(&'static str, String)> {
    let (backend, tocsin) = (server.backend().await, Who::tocsin());
    let people = backend.list_people(Ask::by(&tocsin)).await.unwrap();
    let eve = people.iter().find(|person| person.name == "Eve").unwrap().id;
    let outage = backend::incidents::Declare {
        id: None,
        title: "Checkout times out".to_owned(),
        severity: Severity::P2,
        summary: String::new(),
        service: "checkout".to_owned(),
        drill: false,
        restricted: false,
    };
    let number = backend.declare_incident(Ask::by(&tocsin), outage.clone()).await.unwrap().number;
    // One that is restricted and opened again, so that the others need not be.
    let apart = backend.declare_incident(Ask::by(&tocsin), outage).await.unwrap().number;
    let checklist: ChecklistId = backend.ids.next();
    let plan: Plan = serde_json::from_str(PLAN).unwrap();
    let start = Command::StartChecklist { id: checklist, source: ChecklistSource::Triage, plan };
    backend.work_on_incident(Ask::by(&tocsin), number, start).await.unwrap();
    let tomorrow = backend.clock.now().date_naive() + chrono::Days::new(1);
    let promised = backend::action_items::AddActionItem {
        title: "Set a lock timeout".to_owned(),
        owner: Some(eve),
        due: Some(tomorrow),
        ..Default::default()
    };
    let action_item = backend.add_action_item(Ask::by(&tocsin), promised).await.unwrap().number;
    let mut names = vec![
        ("action_item", action_item.to_string()),
        ("tomorrow", tomorrow.to_string()),
        ("eve", eve.to_string()),
        ("incident", number.to_string()),
        ("checklist", checklist.to_string()),
        ("apart", apart.to_string()),
        ("set_up_token", server.set_up_token().await),
        ("invitation", token(&backend.invite(Ask::by(&tocsin), "finn@example.org", Role::Viewer).await.unwrap().path)),
        ("password_link", token(&backend.make_password_link(Ask::by(&tocsin), eve).await.unwrap().path)),
        ("next_year", (backend.clock.now() + Duration::days(300)).date_naive().to_string()),
    ];
    names.extend(written(&backend, number).await);
    names.extend(imported(&backend).await);
    names.extend(proposed(&backend).await);
    names.extend(taught(&backend, number).await);
    names
}

/// What a link that leads in ends in.
fn token(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}

/// A checklist of the runbook on which something was skipped.
async fn taught(backend: &Backend, number: i64) -> Vec<(&'static str, String)> {
    let tocsin = Who::tocsin();
    let incident = backend.start_checklist(Ask::by(&tocsin), number, "pool-is-empty").await.unwrap();
    let list = incident.checklists.last().unwrap().id;
    let (at, reason) = (ItemRef { checklist: list, item: "imm-1".to_owned() }, "The alert says how many.".to_owned());
    let skip = Command::ChangeItem { at, change: ItemChange::Skipped { reason } };
    backend.work_on_incident(Ask::by(&tocsin), number, skip).await.unwrap();
    vec![("taught", list.to_string())]
}

/// A post-mortem with its first section.
async fn written(backend: &Backend, number: i64) -> Vec<(&'static str, String)> {
    let tocsin = Who::tocsin();
    backend.start_postmortem(Ask::by(&tocsin), number).await.unwrap();
    let section = backend.postmortem_page(Ask::by(&tocsin), number).await.unwrap().postmortem.sections[0].key.clone();
    vec![("section", section)]
}

/// A runbook and a handbook section out of one file, and a preview that waits.
async fn imported(backend: &Backend) -> Vec<(&'static str, String)> {
    let tocsin = Who::tocsin();
    let file = Handed { name: "pool.md".to_owned(), bytes: RUNBOOK.as_bytes().to_vec() };
    let imported = backend.import(Ask::by(&tocsin), vec![file.clone()], &Choices::default()).await.unwrap();
    let handbook = backend.handbook(Ask::by(&tocsin)).await.unwrap();
    let preview = backend.keep_preview(Ask::by(&tocsin), vec![file]).await.unwrap();
    vec![
        ("runbook", imported.created[0].clone()),
        ("source", handbook[0].source.to_string()),
        ("ordinal", handbook[0].ordinal.to_string()),
        ("preview", preview.to_string()),
    ]
}

/// A change of the runbook, in review, by nobody who is asked.
async fn proposed(backend: &Backend) -> Vec<(&'static str, String)> {
    let tocsin = Who::tocsin();
    let draft = backend.proposal_draft(Ask::by(&tocsin), "pool-is-empty", None).await.unwrap();
    let text = draft.text.replace("the worst", "the oldest");
    let propose = Propose {
        slug: draft.runbook.slug,
        base: 1,
        text: text.clone(),
        summary: "The oldest hold most".to_owned(),
        for_review: true,
        ..Propose::default()
    };
    let proposal = backend.propose(Ask::by(&tocsin), propose).await.unwrap();
    vec![("proposal", proposal.number.to_string()), ("text", text)]
}

const RUNBOOK: &str = "# Pool\n\n## Overview\n\nWhat to do.\n\n## Runbook 1: Pool is empty\n\n\
    ### Immediate Actions\n\n1. Count the sessions.\n2. Restart the worst.\n";

pub(crate) const PLAN: &str = r#"{"title": "Triage", "groups": [{
    "key": "imm", "title": "First", "section": "immediate", "due": null, "branch": null,
    "items": [{"key": "imm-1", "text": "Look", "detail": "", "danger": "none", "commands": []}],
    "decision": {"key": "d-1", "ask": "Is it down?", "branches": [
        {"key": "yes", "label": "Yes", "detail": ""}, {"key": "no", "label": "No", "detail": ""}]}
}]}"#;
