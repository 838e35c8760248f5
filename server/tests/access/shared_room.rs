//! A room is drawn once for all who may do the same in it: each gets what they may do and what is theirs, as of now.

use std::collections::BTreeSet;

use backend::Ask;
use domain::{incidents::Command, people::Who};

use crate::{scene::Scene, support::Browser};

const AT_ONCE: usize = 12;

async fn page(browser: Browser, path: String) -> String {
    let answer = browser.get(&path).await;
    assert!(answer.status().is_success(), "{path} answers with {}", answer.status());
    answer.text().await.unwrap()
}

/// The names that the forms of a page give their requests.
fn names(html: &str) -> Vec<&str> {
    let fields = html.split(r#"name="once" value=""#).skip(1);
    fields.map(|rest| rest.split('"').next().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_opens_it_at_once_gets_their_own_rights_and_names() {
    let scene = Scene::set().await;
    let path = scene.fill("/incidents/{incident}");
    let mut opening = tokio::task::JoinSet::new();
    for _ in 0..AT_ONCE {
        for (role, browser) in scene.people.iter().skip(1) {
            let (role, opened) = (*role, page(browser.clone(), path.clone()));
            opening.spawn(async move { (role, opened.await) });
        }
    }
    let (mut all, mut given) = (BTreeSet::new(), 0);
    for (role, html) in opening.join_all().await {
        let may_work = role != "viewer";
        assert_eq!(html.contains("/api/add_note"), may_work, "a {role} writes notes");
        let person = match role {
            "viewer" => "Cleo",
            "responder" => "Ben",
            "commander" => "Ada",
            _ => "Dev",
        };
        assert!(html.contains(&format!("<span>{person} here</span>")), "{person} is not there: {html}");
        let names = names(&html);
        assert!(names.iter().all(|name| !name.is_empty()), "a form without script would be carried out twice");
        assert_eq!(names.len() > 5, may_work, "{names:?}");
        given += names.len();
        all.extend(names.into_iter().map(str::to_owned));
    }
    assert_eq!(all.len(), given, "a name was given twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_stands_in_every_page_that_is_asked_for_afterwards() {
    let scene = Scene::set().await;
    let (backend, path) = (scene.server.backend().await, scene.fill("/incidents/{incident}"));
    let number = scene.fill("{incident}");
    let (cleo, ben) = (&scene.people[1].1, &scene.people[2].1);
    for n in 0..20 {
        let text = format!("Look number {n} at it");
        // In a page's form, and by another program in the same database.
        if n % 2 == 0 {
            assert!(ben.call("add_note", &[("number", &number), ("text", &text)]).await.status().is_success());
        } else {
            let note = Command::Note { text: text.clone() };
            backend.work_on_incident(Ask::by(&Who::tocsin()), number.parse().unwrap(), note).await.unwrap();
        }
        let (one, other) = tokio::join!(page(cleo.clone(), path.clone()), page(ben.clone(), path.clone()));
        assert!(one.contains(&text) && other.contains(&text), "{text} is missing");
    }
    backend.db.close().await;
}
