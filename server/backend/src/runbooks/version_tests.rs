use domain::{
    incidents::{Command, ItemChange, ItemRef, Severity},
    people::Who,
    runbooks::diff::StepChange,
};

use super::{Choices, Handed};
use crate::{
    Ask, Backend, Error,
    incidents::Declare,
    testing::{ada, ben, cleo, on_both_databases},
};

const FIRST: &str = "# Storage\n\n## Disk is full\n\n### Symptoms\n\n- Writes fail\n\n### Mitigation\n\n1. Stop the nightly export\n\
2. Delete archives older than 30 days\n";

fn second() -> String {
    FIRST.replace("30 days", "14 days").replace("1. Stop", "1. Tell the storage team\n1. Stop")
}

async fn import(backend: &Backend, text: &str) {
    let file = Handed { name: "storage.md".to_owned(), bytes: text.as_bytes().to_vec() };
    backend.import(Ask::by(ada()), vec![file], &Choices::default()).await.unwrap();
}

/// An incident in which somebody ticks the first step of the runbook.
async fn used(backend: &Backend, by: &Who) -> i64 {
    let declare = Declare {
        title: "The disk is full".to_owned(),
        severity: Severity::P2,
        id: None,
        summary: String::new(),
        service: String::new(),
        drill: false,
        restricted: false,
    };
    let number = backend.declare_incident(Ask::by(ada()), declare).await.unwrap().number;
    let incident = backend.start_checklist(Ask::by(ada()), number, "disk-is-full").await.unwrap();
    let list = incident.checklists.last().unwrap();
    let at = ItemRef { checklist: list.id, item: list.groups[0].items[0].key.clone() };
    backend.work_on_incident(Ask::by(by), number, Command::ChangeItem { at, change: ItemChange::Checked }).await.unwrap();
    number
}

on_both_databases! {
    async fn the_history_tells_of_each_version_what_it_changed(backend) {
        import(&backend, FIRST).await;
        import(&backend, &second()).await;
        let history = backend.runbook_history(Ask::by(cleo()), "disk-is-full").await.unwrap();
        assert_eq!(history.versions.iter().map(|past| past.version.number).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(history.versions[1].change, None);
        let change = history.versions[0].change.clone().unwrap();
        assert_eq!((change.added, change.removed, change.sections), (2, 1, vec!["Mitigation".to_owned()]));
        let steps: Vec<(StepChange, &str)> = change.steps.iter().map(|step| (step.change, step.text.as_str())).collect();
        assert_eq!(steps, [(StepChange::Added, "Tell the storage team"), (StepChange::Reworded, "Delete archives older than 14 days")]);
    }

    async fn any_two_versions_are_compared_in_either_direction(backend) {
        import(&backend, FIRST).await;
        import(&backend, &second()).await;
        import(&backend, &second().replace("Writes fail", "Writes fail with ENOSPC")).await;
        let forth = backend.compare_versions(Ask::by(cleo()), "disk-is-full", 1, 3).await.unwrap();
        assert_eq!((forth.from.number, forth.to.number, forth.comparison.added, forth.comparison.removed), (1, 3, 3, 2));
        let back = backend.compare_versions(Ask::by(cleo()), "disk-is-full", 3, 1).await.unwrap();
        assert_eq!((back.comparison.added, back.comparison.removed), (2, 3));
        assert!(backend.compare_versions(Ask::by(cleo()), "disk-is-full", 2, 2).await.unwrap().comparison.is_same());
        let unknown = backend.compare_versions(Ask::by(cleo()), "disk-is-full", 1, 4).await;
        assert!(matches!(unknown, Err(Error::NotFound)));
    }

    async fn blame_names_the_version_of_each_line(backend) {
        import(&backend, FIRST).await;
        import(&backend, &second()).await;
        import(&backend, &second().replace("Writes fail", "Writes fail with ENOSPC")).await;
        let blamed = backend.blame_runbook(Ask::by(cleo()), "disk-is-full").await.unwrap();
        let version = |words: &str| blamed.lines.iter().find(|line| line.text.contains(words)).unwrap().version;
        assert_eq!([version("Stop the nightly"), version("14 days"), version("ENOSPC")], [1, 2, 3]);
        let text = backend.version_text(Ask::by(cleo()), "disk-is-full", 3).await.unwrap();
        assert_eq!(blamed.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), text.lines().collect::<Vec<_>>());
    }

    async fn whoever_worked_with_an_older_version_is_told_what_is_new(backend) {
        import(&backend, FIRST).await;
        let number = used(&backend, ben()).await;
        assert_eq!(backend.changed_since_last_use(Ask::by(ben()), "disk-is-full").await.unwrap(), None);
        import(&backend, &second()).await;
        let told = backend.changed_since_last_use(Ask::by(ben()), "disk-is-full").await.unwrap().unwrap();
        assert_eq!((told.used.version, told.used.incident, told.change.added), (1, number, 2));
        // Cleo never used it; Ada started the list, and Ben knows the new version once he has used it.
        assert_eq!(backend.changed_since_last_use(Ask::by(cleo()), "disk-is-full").await.unwrap(), None);
        assert!(backend.changed_since_last_use(Ask::by(ada()), "disk-is-full").await.unwrap().is_some());
        used(&backend, ben()).await;
        assert_eq!(backend.changed_since_last_use(Ask::by(ben()), "disk-is-full").await.unwrap(), None);
    }

    async fn a_version_that_was_taken_back_leaves_nothing_to_tell(backend) {
        import(&backend, FIRST).await;
        used(&backend, ben()).await;
        import(&backend, &second()).await;
        import(&backend, FIRST).await;
        assert_eq!(backend.runbook(Ask::by(ben()), "disk-is-full").await.unwrap().version.number, 3);
        assert_eq!(backend.changed_since_last_use(Ask::by(ben()), "disk-is-full").await.unwrap(), None);
    }
}
