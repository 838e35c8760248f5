use domain::{
    Refusal,
    incidents::{Command, Facts, IncidentEvent, Said},
    timeline::sentence,
};

use super::{Declare, IncidentFilter, tests::outage};
use crate::{
    Ask, Backend,
    testing::{ada, ben, cleo, on_both_databases, refusal},
};

fn revise(was: &Said, now: Said) -> Command {
    Command::ReviseFacts { was: Box::new(was.clone()), now: Box::new(now) }
}

/// What the timeline says of revisions, beginning with who made them.
async fn told(backend: &Backend, number: i64) -> Vec<String> {
    let room = backend.room(Ask::by(cleo()), number).await.unwrap();
    let revisions = room.entries.iter().map(|entry| &entry.recorded).filter(|recorded| {
        use IncidentEvent as E;
        matches!(recorded.event, E::Retitled { .. } | E::Summarised { .. } | E::FactsRevised { .. })
    });
    revisions.map(|recorded| format!("{} {}", recorded.actor.name(), sentence(&recorded.event, &room.incident))).collect()
}

on_both_databases! {
    async fn one_save_changes_title_summary_and_facts_and_is_one_request(backend) {
        let declared = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap();
        let was = Said::of(&declared);
        let now = Said {
            title: "Nobody can check out".to_owned(),
            summary: "All orders fail.\r\n\r\nSince the release.".to_owned(),
            facts: Facts { customers: "all".to_owned(), ..was.facts.clone() },
        };
        for _ in 0..2 {
            let ask = Ask::by(ben()).once("the same twice");
            backend.work_on_incident(ask, declared.number, revise(&was, now.clone())).await.unwrap();
        }
        assert_eq!(told(&backend, declared.number).await, [
            "Ben changed the title to “Nobody can check out”",
            "Ben wrote the summary “All orders fail.\n\nSince the release.”",
            "Ben revised the facts: Customers “all”",
        ]);
        let incident = backend.incident(Ask::by(cleo()), declared.number).await.unwrap();
        assert_eq!(Said::of(&incident), Said { summary: "All orders fail.\n\nSince the release.".to_owned(), ..now });
    }

    async fn a_new_title_stands_wherever_the_incident_is_named(backend) {
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        let incident = backend.start_postmortem(Ask::by(ben()), number).await.unwrap();
        let was = Said::of(&incident);
        let now = Said { title: "Nobody can check out".to_owned(), ..was.clone() };
        backend.work_on_incident(Ask::by(ben()), number, revise(&was, now)).await.unwrap();

        let ask = Ask::by(cleo());
        let listed = backend.list_incidents(ask, IncidentFilter::default()).await.unwrap().incidents;
        let postmortems = backend.list_postmortems(ask, None).await.unwrap().postmortems;
        let found = backend.search(ask, "nobody can", 20).await.unwrap();
        let titles = [
            listed.into_iter().map(|row| row.title).collect::<Vec<_>>(),
            postmortems.into_iter().map(|row| row.title).collect(),
            found.incidents.into_iter().map(|row| row.title).collect(),
            found.postmortems.into_iter().map(|row| row.title).collect(),
        ];
        for titles in titles {
            assert_eq!(titles, ["Nobody can check out"]);
        }
    }

    async fn two_who_revise_at_once_keep_both_and_who_comes_later_is_told_of(backend) {
        let declared = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap();
        let was = Said::of(&declared);
        let hers = Facts { impact: "Orders fail".to_owned(), services: "checkout, payments".to_owned(), ..was.facts.clone() };
        let his = Facts { customers: "forty".to_owned(), services: "checkout, orders".to_owned(), ..was.facts.clone() };
        for (who, facts) in [(ada(), hers), (ben(), his)] {
            let now = Said { facts, ..was.clone() };
            backend.work_on_incident(Ask::by(who), declared.number, revise(&was, now)).await.unwrap();
        }
        let facts = backend.incident(Ask::by(cleo()), declared.number).await.unwrap().facts;
        let (impact, customers, services) = (facts.impact.as_str(), facts.customers.as_str(), facts.services.as_str());
        assert_eq!((impact, customers, services), ("Orders fail", "forty", "checkout, orders"));
        assert_eq!(told(&backend, declared.number).await, [
            "Ada revised the facts: Impact “Orders fail”, Services “checkout, payments”",
            "Ben revised the facts: Customers “forty”, Services “checkout, orders” (it had become “checkout, payments” meanwhile)",
        ]);
    }

    async fn what_is_refused_changes_none_of_it(backend) {
        let declared = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap();
        let was = Said::of(&declared);
        let facts = Facts { failure_domain: "x".repeat(121), ..was.facts.clone() };
        let now = Said { title: "Nobody can check out".to_owned(), facts, ..was.clone() };
        let refused = refusal(backend.work_on_incident(Ask::by(ben()), declared.number, revise(&was, now)).await);
        assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "failure_domain"));
        assert_eq!(Said::of(&backend.incident(Ask::by(cleo()), declared.number).await.unwrap()), was);
    }

    async fn a_declaration_that_is_sent_again_is_known_by_the_title_that_it_had(backend) {
        let declare = Declare { id: Some(backend.ids.next()), ..outage() };
        let declared = backend.declare_incident(Ask::by(ben()), declare.clone()).await.unwrap();
        let was = Said::of(&declared);
        let now = Said { title: "Nobody can check out".to_owned(), ..was.clone() };
        backend.work_on_incident(Ask::by(ada()), declared.number, revise(&was, now)).await.unwrap();
        let again = backend.declare_incident(Ask::by(ben()), declare.clone()).await.unwrap();
        assert_eq!((again.number, again.title.as_str()), (declared.number, "Nobody can check out"));
        let other = Declare { title: "Nobody can check out".to_owned(), ..declare };
        assert_ne!(backend.declare_incident(Ask::by(ben()), other).await.unwrap().number, declared.number);
    }
}
