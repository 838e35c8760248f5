use chrono::Duration;
use domain::{
    incidents::{Command, ItemChange, ItemRef, Severity},
    organisation::Contact,
    people::Who,
};

use super::scene::{Happened, SECRET, Scene, id_of};
use crate::{
    Ask, Backend,
    testing::{dev, on_both_databases},
};

/// A letter: to whom, and all that it says.
struct Letter {
    recipient: String,
    text: String,
}

async fn letters(backend: &Backend) -> Vec<Letter> {
    let mut tx = backend.db.read().await.unwrap();
    let rows: Vec<(String, String, String)> =
        tx.query("SELECT recipient, subject, body FROM outbox ORDER BY id").all().await.unwrap();
    rows.into_iter().map(|(recipient, subject, body)| Letter { recipient, text: format!("{subject}\n\n{body}") }).collect()
}

/// Those that are about an incident, or about what came out of it.
fn about<'a>(letters: &'a [Letter], it: &Happened) -> Vec<&'a Letter> {
    let labels = [format!("INC-{}", it.number), format!("ACT-{}", it.action_item), format!("PROP-{}", it.proposal)];
    letters.iter().filter(|letter| labels.iter().any(|label| letter.text.contains(label))).collect()
}

/// Whatever has somebody written to, in turn.
async fn all_that_writes(backend: &Backend, ines: &Who, omar: &Who, it: &Happened) {
    let (by_ines, by_omar) = (Ask::by(ines), Ask::by(omar));
    // Calls at once, and starts a clock that runs out.
    backend.regrade_incident(by_ines, it.number, Severity::P0, it.word("worse")).await.unwrap();
    backend.ask_for_changes(by_ines, it.postmortem, &it.word("objection")).await.unwrap();
    backend.request_review(by_omar, it.postmortem, &[id_of(ines)]).await.unwrap();
    backend.reassign_action_item(by_omar, it.action_item, Some(id_of(ines))).await.unwrap();
    backend.remark_on_proposal(by_omar, it.proposal, it.revision, 0, &it.word("doubt")).await.unwrap();
    backend.reassign_action_item(by_ines, it.action_item, Some(id_of(omar))).await.unwrap();
    let omar = omar.actor.person().unwrap();
    let at = ItemRef { checklist: it.checklist, item: it.item.clone() };
    let gifts = [
        Command::AssignRole { role: format!("{} keeper", it.kin), person: omar.clone() },
        Command::ChangeItem { at, change: ItemChange::Assigned { person: Some(omar.clone()) } },
    ];
    for gift in gifts {
        backend.work_on_incident(by_ines, it.number, gift).await.unwrap();
    }
}

on_both_databases! {
    async fn no_letter_has_a_word_of_it(backend) {
        let scene = Scene::set(backend).await;
        let cto = Contact { role: "CTO".to_owned(), email: "cto@example.org".to_owned(), ..Contact::default() };
        scene.backend.revise_contacts(Ask::by(dev()), vec![cto]).await.unwrap();
        for it in [&scene.twin, &scene.secret] {
            all_that_writes(&scene.backend, &scene.ines, &scene.omar, it).await;
        }
        scene.backend.clock.advance(Duration::minutes(6));
        assert!(scene.backend.fire_due_timers().await.unwrap() >= 2, "nobody has answered");
        scene.backend.clock.advance(Duration::days(20));
        assert!(scene.backend.fire_due_timers().await.unwrap() >= 4, "what was promised is late");

        let letters = letters(&scene.backend).await;
        let (open, kept) = (about(&letters, &scene.twin), about(&letters, &scene.secret));
        // At once, in time, the review, the action item, once more, its reminder, the remark, the role, the item: as many of the
        // one as of the other.
        assert!(open.len() >= 9, "{}", open.len());
        assert_eq!(open.len(), kept.len());
        let told = open.iter().filter(|letter| letter.text.contains(scene.twin.kin)).count();
        assert!(told >= 8, "{told} of {}", open.len());
        for letter in &letters {
            assert!(!letter.text.contains(SECRET), "{}: {}", letter.recipient, letter.text);
        }
        let mut recipients: Vec<&str> = kept.iter().map(|letter| letter.recipient.as_str()).collect();
        recipients.sort_unstable();
        recipients.dedup();
        assert_eq!(recipients, ["cto@example.org", "ines@example.org", "omar@example.org"]);
    }

    async fn whoever_is_called_and_not_named_is_told_whom_to_ask(backend) {
        let scene = Scene::set(backend).await;
        let cto = Contact { role: "CTO".to_owned(), email: "cto@example.org".to_owned(), ..Contact::default() };
        scene.backend.revise_contacts(Ask::by(dev()), vec![cto]).await.unwrap();
        let (ask, number) = (Ask::by(&scene.ines), scene.secret.number);
        scene.backend.regrade_incident(ask, number, Severity::P0, "It is worse.".to_owned()).await.unwrap();
        let letters = letters(&scene.backend).await;
        let letter = about(&letters, &scene.secret).into_iter().find(|letter| letter.recipient == "cto@example.org").unwrap();
        assert!(letter.text.contains(&format!("P0 INC-{number}: a restricted incident")), "{}", letter.text);
        assert!(letter.text.contains("ask Ines") && !letter.text.contains(SECRET), "{}", letter.text);
    }
}
