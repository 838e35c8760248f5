use chrono::{Days, Duration};
use domain::{
    incidents::{Command, Severity, Stage},
    insights::{Kept, Reach, Spread},
    people::Who,
};

use crate::{
    Ask, Backend,
    action_items::AddActionItem,
    incidents::Declare,
    runbooks::{Choices, Handed},
    testing::{account, ada, ben, cleo, dev, on_both_databases},
};

async fn declare(backend: &Backend, severity: Severity) -> i64 {
    let declare = Declare {
        id: None,
        title: "Checkout times out".to_owned(),
        severity,
        summary: String::new(),
        service: String::new(),
        drill: false,
        restricted: false,
    };
    backend.declare_incident(Ask::by(ben()), declare).await.unwrap().number
}

async fn work(backend: &Backend, number: i64, command: Command) {
    backend.work_on_incident(Ask::by(dev()), number, command).await.unwrap();
}

async fn resolve(backend: &Backend, number: i64) {
    let reason = Some("The vendor says so.".to_owned());
    work(backend, number, Command::EnterStage { stage: Stage::Resolved, override_reason: reason }).await;
}

/// Minutes later, whatever was due on the way has happened.
async fn later(backend: &Backend, minutes: i64) {
    backend.clock.advance(Duration::minutes(minutes));
    backend.fire_due_timers().await.unwrap();
}

/// Two weeks ago. Tests stand in the present, and history is made in the past.
fn two_weeks_ago(backend: &Backend) {
    backend.clock.advance(-Duration::days(14));
}

fn spread(spread: Option<Spread>) -> Option<(usize, i64, i64)> {
    spread.map(|spread| (spread.count, spread.median_seconds / 60, spread.ninetieth_seconds / 60))
}

on_both_databases! {
    async fn a_drill_is_kept_out_of_the_figures(backend) {
        let drill = Declare {
            id: None,
            title: "The pool is full, let us say".to_owned(),
            severity: Severity::P1,
            summary: String::new(),
            service: String::new(),
            drill: true,
            restricted: false,
        };
        let number = backend.declare_incident(Ask::by(ben()), drill).await.unwrap().number;
        work(&backend, number, Command::Acknowledge).await;
        let figures = backend.figures(Ask::by(cleo()), Reach::Month).await.unwrap();
        assert_eq!((figures.incidents.declared, figures.has_history), (0, false));
        declare(&backend, Severity::P1).await;
        let figures = backend.figures(Ask::by(cleo()), Reach::Month).await.unwrap();
        assert_eq!((figures.incidents.declared, figures.has_history), (1, true));
    }

    async fn what_came_out_of_a_drill_is_in_no_figure_either(backend) {
        account(&backend, ada(), "ada@example.org").await;
        two_weeks_ago(&backend);
        let text = "# Storage\n\n## Disk is full\n\n### Immediate Actions\n\n1. Look\n";
        let file = Handed { name: "storage.md".to_owned(), bytes: text.as_bytes().to_vec() };
        backend.import(Ask::by(ada()), vec![file], &Choices::default()).await.unwrap();
        let owner = ada().actor.person().unwrap().id;
        for drill in [true, false] {
            let outage = Declare {
                id: None,
                title: "No space is left".to_owned(),
                severity: Severity::P1,
                summary: String::new(),
                service: String::new(),
                drill,
                restricted: false,
            };
            let number = backend.declare_incident(Ask::by(ben()), outage).await.unwrap().number;
            backend.start_checklist(Ask::by(ben()), number, "disk-is-full").await.unwrap();
            let add = AddActionItem {
                title: "Ring earlier".to_owned(),
                owner: Some(owner),
                due: Some(backend.clock.now().date_naive() + Days::new(2)),
                incident_number: Some(number),
                ..AddActionItem::default()
            };
            backend.add_action_item(Ask::by(ada()), add).await.unwrap();
            resolve(&backend, number).await;
        }
        later(&backend, 14 * 24 * 60).await;
        let figures = backend.figures(Ask::by(cleo()), Reach::Month).await.unwrap();
        let once = Kept { in_time: 0, late: 0, never: 1 };
        assert_eq!((figures.postmortems, figures.action_items), (once, once));
        let used: Vec<_> = figures.used.iter().map(|used| (used.slug.as_str(), used.starts)).collect();
        assert_eq!(used, [("disk-is-full", 1)]);
    }

    async fn a_history_made_by_hand_gives_its_figures(backend) {
        two_weeks_ago(&backend);
        // Acknowledged after 4 minutes, resolved after 30.
        let quick = declare(&backend, Severity::P1).await;
        later(&backend, 4).await;
        work(&backend, quick, Command::Acknowledge).await;
        later(&backend, 26).await;
        resolve(&backend, quick).await;
        // Acknowledged after 20 minutes, which the matrix does not allow; resolved, reopened, resolved after 120.
        let slow = declare(&backend, Severity::P1).await;
        later(&backend, 20).await;
        work(&backend, slow, Command::Acknowledge).await;
        later(&backend, 40).await;
        resolve(&backend, slow).await;
        later(&backend, 30).await;
        work(&backend, slow, Command::Reopen { reason: "It is back.".to_owned(), promise: domain::incidents::Promise::default() }).await;
        later(&backend, 30).await;
        resolve(&backend, slow).await;
        // Nobody ever answers.
        declare(&backend, Severity::P2).await;
        later(&backend, 14 * 24 * 60).await;

        let figures = backend.figures(Ask::by(cleo()), Reach::Month).await.unwrap();
        assert_eq!((figures.incidents.declared, figures.has_history), (3, true));
        assert_eq!(figures.incidents.weeks.iter().map(|week| week.declared[1]).sum::<usize>(), 2);
        let [_, p1, p2, _] = figures.incidents.to_acknowledge.whole;
        assert_eq!((spread(p1), spread(p2)), (Some((2, 12, 20)), None));
        assert_eq!(spread(figures.incidents.to_resolve.whole[1]), Some((2, 75, 120)));
        assert_eq!(figures.incidents.to_resolve.missing, [0, 0, 1, 0]);
        assert_eq!(
            figures.incidents.responses,
            [Kept::default(), Kept { in_time: 1, late: 1, never: 0 }, Kept { in_time: 0, late: 0, never: 1 }, Kept::default()]
        );
        // Both P1 asked for a post-mortem within a day after they were resolved for the last time, and none was written.
        assert_eq!(figures.postmortems, Kept { in_time: 0, late: 0, never: 2 });
    }

    async fn a_regraded_incident_counts_under_its_last_grade(backend) {
        let number = declare(&backend, Severity::P3).await;
        let promise = domain::incidents::Promise { respond_minutes: Some(5), call_at_once: vec![] };
        work(&backend, number, Command::Regrade { severity: Severity::P0, reason: "All of it.".to_owned(), promise }).await;
        let figures = backend.figures(Ask::by(cleo()), Reach::Month).await.unwrap();
        assert_eq!(figures.incidents.weeks.last().map(|week| week.declared), Some([1, 0, 0, 0]));
    }

    async fn an_action_item_is_judged_once_its_day_is_over(backend) {
        let person = ada().actor.person().unwrap();
        account(&backend, ada(), "ada@example.org").await;
        two_weeks_ago(&backend);
        let add = |days: u64| {
            let due = Some(backend.clock.now().date_naive() + Days::new(days));
            AddActionItem { title: "Set a lock timeout".to_owned(), owner: Some(person.id), due, ..AddActionItem::default() }
        };
        let ask = Ask::by(ada());
        let [kept, late, _never, _today] = [
            backend.add_action_item(ask, add(2)).await.unwrap().number,
            backend.add_action_item(ask, add(1)).await.unwrap().number,
            backend.add_action_item(ask, add(5)).await.unwrap().number,
            backend.add_action_item(ask, add(14)).await.unwrap().number,
        ];
        backend.clock.advance(Duration::days(2));
        for number in [kept, late] {
            backend.complete_action_item(ask, number, "Seen in the settings.".to_owned()).await.unwrap();
        }
        backend.clock.advance(Duration::days(12));
        let figures = backend.figures(Ask::by(cleo()), Reach::Month).await.unwrap();
        assert_eq!(figures.action_items, Kept { in_time: 1, late: 1, never: 1 });
    }

    async fn runbooks_are_ranked_by_use_and_overdue_ones_by_age(backend) {
        let text = "# Storage\n\n**Next Review**: 2025-01-01\n\n## Disk is full\n\n### Immediate Actions\n\n1. Look\n\n## Disk is slow\n\n### Immediate Actions\n\n1. Look\n";
        let file = Handed { name: "storage.md".to_owned(), bytes: text.as_bytes().to_vec() };
        backend.import(Ask::by(ada()), vec![file], &Choices::default()).await.unwrap();
        let number = declare(&backend, Severity::P2).await;
        let other = declare(&backend, Severity::P2).await;
        backend.start_checklist(Ask::by(ben()), number, "disk-is-slow").await.unwrap();
        backend.start_checklist(Ask::by(ben()), other, "disk-is-slow").await.unwrap();
        let figures = backend.figures(Ask::by(&Who::tocsin()), Reach::Month).await.unwrap();
        let used: Vec<_> = figures.used.iter().map(|used| (used.slug.as_str(), used.starts)).collect();
        assert_eq!(used, [("disk-is-slow", 2)]);
        assert_eq!((figures.overdue.len(), figures.overdue_sum), (2, 2));
    }

    async fn without_incidents_there_is_nothing_to_see(backend) {
        let figures = backend.figures(Ask::by(cleo()), Reach::Year).await.unwrap();
        assert!(!figures.has_history && figures.incidents.to_resolve.is_empty());
    }
}
