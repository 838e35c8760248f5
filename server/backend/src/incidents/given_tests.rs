use domain::{
    checklists::ChecklistSource,
    ids::ChecklistId,
    incidents::{COMMANDER, Command, ItemChange, ItemRef},
    log::Person,
    people::Who,
};

use super::{
    Declare,
    tests::{outage, plan},
};
use crate::{
    Ask, Backend,
    testing::{account, ada, ben, on_both_databases},
};

const LEAD: &str = "Operations lead";

fn person(who: &Who) -> Person {
    who.actor.person().unwrap().clone()
}

/// Ada and Ben have accounts, and Ben has declared this: its number.
async fn declared(backend: &Backend, declare: Declare) -> i64 {
    for who in [ada(), ben()] {
        account(backend, who, &format!("{}@example.org", who.actor.name().to_lowercase())).await;
    }
    backend.declare_incident(Ask::by(ben()), declare).await.unwrap().number
}

async fn gives(backend: &Backend, giver: &Who, number: i64, role: &str, receiver: &Who) {
    let give = Command::AssignRole { role: role.to_owned(), person: person(receiver) };
    backend.work_on_incident(Ask::by(giver), number, give).await.unwrap();
}

/// The first item of a new checklist is given to somebody, or to nobody.
async fn gives_item(backend: &Backend, giver: &Who, number: i64, receiver: Option<&Who>) {
    let id: ChecklistId = backend.ids.next();
    let mut plan = plan(1);
    plan.groups[0].items[0].text = "Ask who holds `orders`".to_owned();
    let start = Command::StartChecklist { id, source: ChecklistSource::Triage, plan };
    backend.work_on_incident(Ask::by(giver), number, start).await.unwrap();
    let at = ItemRef { checklist: id, item: "imm-1".to_owned() };
    let change = ItemChange::Assigned { person: receiver.map(person) };
    backend.work_on_incident(Ask::by(giver), number, Command::ChangeItem { at, change }).await.unwrap();
}

/// Recipient, subject and body of each letter.
async fn letters(backend: &Backend) -> Vec<(String, String, String)> {
    backend.db.read().await.unwrap().query("SELECT recipient, subject, body FROM outbox ORDER BY id").all().await.unwrap()
}

on_both_databases! {
    async fn whoever_is_given_a_role_or_an_item_hears_what_by_whom_and_where(backend) {
        let number = declared(&backend, outage()).await;
        gives(&backend, ada(), number, LEAD, ben()).await;
        gives_item(&backend, ada(), number, Some(ben())).await;
        let letters = letters(&backend).await;
        let [(to, role, why), (too, item, what)] = letters.as_slice() else { panic!("{letters:?}") };
        assert_eq!([to.as_str(), too.as_str()], ["ben@example.org"; 2]);
        assert_eq!(role, "P1 INC-1, Operations lead is yours: Checkout times out");
        assert_eq!(
            why,
            "Ada gave you a role: Operations lead.\n\nP1 INC-1: Checkout times out\n\n\
             Open {site}/incidents/1 to see where it stands.\n"
        );
        assert_eq!(item, "P1 INC-1, an item is yours: Checkout times out");
        let begins = "Ada gave you an item of the checklist “Slow database”:\n\nAsk who holds `orders`\n\nP1 INC-1: Checkout";
        assert!(what.starts_with(begins), "{what}");
    }

    async fn what_one_takes_gets_again_or_loses_is_in_no_letter(backend) {
        let number = declared(&backend, outage()).await;
        gives(&backend, ben(), number, COMMANDER, ben()).await;
        gives(&backend, ada(), number, COMMANDER, ben()).await;
        gives_item(&backend, ben(), number, Some(ben())).await;
        gives_item(&backend, ada(), number, None).await;
        backend.work_on_incident(Ask::by(ada()), number, Command::ReleaseRole { role: COMMANDER.to_owned() }).await.unwrap();
        assert_eq!(letters(&backend).await, []);
    }

    async fn a_disabled_account_gets_no_letter(backend) {
        let number = declared(&backend, outage()).await;
        let mut tx = backend.db.write().await.unwrap();
        let disable = tx.query("UPDATE people SET disabled_at = $2 WHERE id = $1");
        disable.bind(person(ada()).id).bind(backend.clock.now()).execute().await.unwrap();
        tx.commit().await.unwrap();
        gives(&backend, ben(), number, LEAD, ada()).await;
        gives_item(&backend, ben(), number, Some(ada())).await;
        assert_eq!(letters(&backend).await, []);
    }

    async fn a_drill_says_so(backend) {
        let number = declared(&backend, Declare { drill: true, ..outage() }).await;
        gives(&backend, ada(), number, LEAD, ben()).await;
        gives_item(&backend, ada(), number, Some(ben())).await;
        let letters = letters(&backend).await;
        assert_eq!(letters.len(), 2);
        for (_, subject, body) in &letters {
            assert!(subject.starts_with("Drill: P1 INC-1, ") && body.starts_with("This is a drill.\n\n"), "{subject}\n{body}");
        }
    }

    async fn of_a_restricted_incident_the_letter_says_only_that_something_was_given(backend) {
        let number = declared(&backend, Declare { restricted: true, ..outage() }).await;
        backend.name_on_incident(Ask::by(ben()), number, Some(person(ada()).id)).await.unwrap();
        gives(&backend, ben(), number, "Keeper of the orders", ada()).await;
        gives_item(&backend, ben(), number, Some(ada())).await;
        let letters = letters(&backend).await;
        let subjects: Vec<&str> = letters.iter().map(|(_, subject, _)| subject.as_str()).collect();
        let expected = ["a role", "an item"].map(|what| format!("P1 INC-1, {what} is yours: a restricted incident"));
        assert_eq!(subjects, expected);
        for (to, subject, body) in &letters {
            assert_eq!(to, "ada@example.org");
            let words = format!("{subject}\n{body}");
            assert!(["Checkout", "orders", "Slow"].iter().all(|word| !words.contains(word)), "{words}");
            assert!(body.starts_with("Ben gave you ") && body.contains("{site}/incidents/1 "), "{body}");
        }
    }
}
