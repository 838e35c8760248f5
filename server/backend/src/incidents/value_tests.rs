use domain::{Refusal, incidents::Command, people::Permission, timeline::sentence};

use super::tests::outage;
use crate::{
    Ask,
    runbooks::{Choices, Handed},
    testing::{ada, ben, cleo, on_both_databases, refusal},
};

const FILE: &str = "# Locks\n\n## Blocked sessions\n\n### Immediate Actions\n\n1. Ask [Duty Lead] who holds it\n\n\
    2. End it\n\n   ```bash\n   kill <pid> # with ${ADMIN_TOKEN}\n   ```\n";

on_both_databases! {
    async fn a_value_stands_in_the_checklist_for_everybody_and_on_record(backend) {
        let file = Handed { name: "locks.md".to_owned(), bytes: FILE.as_bytes().to_vec() };
        backend.import(Ask::by(ada()), vec![file], &Choices::default()).await.unwrap();
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        let incident = backend.start_checklist(Ask::by(ben()), number, "blocked-sessions").await.unwrap();
        let list = &incident.checklists[0];
        let id = list.id;
        let names: Vec<(&str, bool)> = list.parameters.iter().map(|parameter| (parameter.name.as_str(), parameter.is_asked())).collect();
        assert_eq!(names, [("[Duty Lead]", true), ("<pid>", true), ("${ADMIN_TOKEN}", false)]);

        let set = |values: &[(&str, &str)]| {
            let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            Command::SetValues { checklist: id, values }
        };
        backend.work_on_incident(Ask::by(ben()), number, set(&[("<pid>", "4711"), ("[Duty Lead]", "Mina")])).await.unwrap();
        backend.work_on_incident(Ask::by(ada()), number, set(&[("<pid>", "4712")])).await.unwrap();
        let room = backend.room(Ask::by(cleo()), number).await.unwrap();
        let list = room.incident.checklist(id).unwrap();
        let items: Vec<_> = list.groups[0].items.iter().map(|item| list.filled_in(item)).collect();
        assert_eq!(items[0].text, "Ask Mina who holds it");
        assert_eq!(items[1].commands[0].text.trim(), "kill 4712 # with ${ADMIN_TOKEN}");
        let told: Vec<String> = room.entries.iter().rev().take(3).map(|entry| format!("{} {}", entry.recorded.actor.name(), sentence(&entry.recorded.event, &room.incident))).collect();
        assert_eq!(told, [
            "Ada set <pid> to “4712” in “Blocked sessions”",
            "Ben set [Duty Lead] to “Mina” in “Blocked sessions”",
            "Ben set <pid> to “4711” in “Blocked sessions”",
        ]);

        let seq = room.incident.seq;
        for (values, said) in [
            (&[("[Duty Lead]", "Noor"), ("<pid>", "many")][..], "a number in digits"),
            (&[("${ADMIN_TOKEN}", "hunter2")][..], "Tocsin keeps none"),
            (&[("<pod>", "web-1")][..], "Reload the page"),
        ] {
            let told = refusal(backend.work_on_incident(Ask::by(ben()), number, set(values)).await).to_string();
            assert!(told.contains(said), "{told}");
        }
        let told = refusal(backend.work_on_incident(Ask::by(cleo()), number, set(&[("<pid>", "1")])).await);
        assert_eq!(told, Refusal::NotPermitted(Permission::WorkOnIncident));
        assert_eq!(backend.incident(Ask::by(cleo()), number).await.unwrap().seq, seq, "what is refused leaves nothing behind");
    }
}
