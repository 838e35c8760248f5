//! What becomes of a runbook between its versions: its reviews, its retirement, and what the linter's fixes become.

use chrono::{Days, Duration, NaiveDate};
use domain::{
    Refusal,
    incidents::Severity,
    organisation::Contact,
    people::Permission,
    proposals::{Origin, Stage},
    runbooks::{ReviewOutcome, Runbook, RunbookSummary, Upkeep},
};

use super::{Choices, Handed, RunbookFilter, RunbookHealth};
use crate::{
    Ask, Backend,
    incidents::Declare,
    proposals::Propose,
    testing::{account, ada, ben, cleo, dev, on_both_databases, refusal},
};

const FILE: &str = "# Storage runbooks\n\n## 1. Disk full\n\n**Owner**: Ben\n\n### Immediate Actions\n\n```bash\ntail -f /var/log/syslog\nping db\n```\n\n---\n\n## 2. Disk slow\n\n**Owner**: On-call SRE\n\n### Immediate Actions\n\n1. Look at the queue\n\n---\n\n## 3. Disk lost\n\n### Immediate Actions\n\n1. Look for it\n";

async fn imported(backend: &Backend) {
    take(backend, FILE).await;
}

async fn take(backend: &Backend, text: &str) {
    let file = Handed { name: "storage.md".to_owned(), bytes: text.as_bytes().to_vec() };
    backend.import(Ask::by(ada()), vec![file], &Choices::default()).await.unwrap();
}

async fn state(backend: &Backend, slug: &str) -> Runbook {
    backend.runbook(Ask::by(cleo()), slug).await.unwrap().runbook
}

fn today(backend: &Backend) -> NaiveDate {
    backend.clock.now().date_naive()
}

async fn declared(backend: &Backend) -> i64 {
    let (title, severity) = ("The disk is full".to_owned(), Severity::P2);
    let outage =
        Declare { title, severity, id: None, summary: String::new(), service: String::new(), drill: false, restricted: false };
    backend.declare_incident(Ask::by(ben()), outage).await.unwrap().number
}

async fn listed(backend: &Backend, retired: bool) -> Vec<String> {
    let filter = RunbookFilter { retired, ..RunbookFilter::default() };
    backend.list_runbooks(Ask::by(cleo()), filter).await.unwrap().runbooks.into_iter().map(|runbook| runbook.slug).collect()
}

/// Gives an account to those whom the tests name.
async fn known(backend: &Backend) {
    for (who, email) in [(ada(), "ada@example.org"), (ben(), "ben@example.org"), (cleo(), "cleo@example.org")] {
        account(backend, who, email).await;
    }
}

async fn mails(backend: &Backend) -> Vec<(String, String)> {
    backend.db.read().await.unwrap().query("SELECT recipient, body FROM outbox ORDER BY recipient").all().await.unwrap()
}

on_both_databases! {
    async fn a_retired_runbook_can_be_read_and_nothing_else(backend) {
        imported(&backend).await;
        let incident = declared(&backend).await;
        backend.clock.advance(Duration::days(100));
        let retire = |why| backend.retire_runbook(Ask::by(ada()), "disk-full", why);
        assert!(matches!(refusal(retire(" ").await), Refusal::Invalid { field, .. } if field == "reason"));
        let refused = refusal(backend.retire_runbook(Ask::by(ben()), "disk-full", "Old").await);
        assert_eq!(refused, Refusal::NotPermitted(Permission::ReviewRunbook));
        let retired = retire("The disks are gone").await.unwrap();
        assert_eq!(retired.retired.unwrap().reason, "The disks are gone");

        assert_eq!(listed(&backend, false).await, ["disk-lost", "disk-slow"]);
        assert_eq!(listed(&backend, true).await, ["disk-full"]);
        let page = backend.list_runbooks(Ask::by(cleo()), RunbookFilter::default()).await.unwrap();
        assert_eq!((page.total, page.overdue, page.retired), (2, 2, 1));
        let schedule = backend.review_schedule(Ask::by(cleo())).await.unwrap();
        assert_eq!((schedule.overdue_sum, schedule.overdue.len()), (2, 2));
        assert!(backend.search(Ask::by(cleo()), "disk full", 5).await.unwrap().runbooks.iter().all(|found| found.slug != "disk-full"));
        assert_eq!(state(&backend, "disk-full").await.version(), 1);

        let told = refusal(backend.start_checklist(Ask::by(ben()), incident, "disk-full").await).to_string();
        assert!(told.contains("The disks are gone. Choose another runbook"), "{told}");
        let day = today(&backend) + Days::new(30);
        refusal(backend.review_runbook(Ask::by(ada()), "disk-full", ReviewOutcome::StillValid, "", day).await);
        refusal(backend.put_off_review(Ask::by(ada()), "disk-full", day, "Busy").await);
        refusal(backend.propose_fixes(Ask::by(ben()), None, "disk-full", 1, &[]).await);
        // A file that says something else of it brings a version, and doesn't bring it back into use.
        take(&backend, &FILE.replace("ping db", "ping database")).await;
        let changed = state(&backend, "disk-full").await;
        assert_eq!((changed.version(), changed.retired.is_some()), (2, true));

        backend.reinstate_runbook(Ask::by(ada()), "disk-full").await.unwrap();
        assert_eq!(listed(&backend, true).await, Vec::<String>::new());
        backend.start_checklist(Ask::by(ben()), incident, "disk-full").await.unwrap();
        assert!(backend.search(Ask::by(cleo()), "disk full", 5).await.unwrap().runbooks.iter().any(|found| found.slug == "disk-full"));
    }

    async fn a_review_waits_with_a_reason_and_not_for_long(backend) {
        imported(&backend).await;
        backend.clock.advance(Duration::days(100));
        let (now, due) = (today(&backend), state(&backend, "disk-full").await.next_review);
        assert!(due < now);
        let put_off = |until, why| backend.put_off_review(Ask::by(ada()), "disk-full", until, why);
        for (until, why, at) in [(now + Days::new(14), "", "reason"), (now, "Busy", "until"), (now + Days::new(91), "Busy", "until")] {
            assert!(matches!(refusal(put_off(until, why).await), Refusal::Invalid { field, .. } if field == at));
        }
        let waiting = put_off(now + Days::new(14), "The new disks come on Friday").await.unwrap();
        assert_eq!(waiting.next_review, now + Days::new(14));
        assert_eq!(waiting.put_off.as_ref().unwrap().reason, "The new disks come on Friday");
        assert!(!waiting.is_overdue(now));
        assert!(matches!(refusal(put_off(now + Days::new(7), "Sooner").await), Refusal::Invalid { field, .. } if field == "until"));

        let next = now + Days::new(90);
        let reviewed = backend.review_runbook(Ask::by(ada()), "disk-full", ReviewOutcome::StillValid, "", next).await.unwrap();
        assert_eq!((reviewed.put_off, reviewed.next_review), (None, next));
    }

    async fn use_in_an_incident_makes_a_review_due_early(backend) {
        imported(&backend).await;
        let (now, incident) = (today(&backend), declared(&backend).await);
        assert!(state(&backend, "disk-full").await.next_review > now + Days::new(80));
        backend.start_checklist(Ask::by(ben()), incident, "disk-full").await.unwrap();
        let used = state(&backend, "disk-full").await;
        assert_eq!((used.next_review, used.is_used_since_review()), (now + Days::new(14), true));
        backend.clock.advance(Duration::days(3));
        backend.start_checklist(Ask::by(ben()), incident, "disk-full").await.unwrap();
        assert_eq!(state(&backend, "disk-full").await.next_review, now + Days::new(14), "used again, it isn't later");
        let next = today(&backend) + Days::new(60);
        backend.review_runbook(Ask::by(ada()), "disk-full", ReviewOutcome::StillValid, "", next).await.unwrap();
        assert!(!state(&backend, "disk-full").await.is_used_since_review());
    }

    async fn once_a_week_those_who_answer_for_them_are_reminded_of_reviews(backend) {
        known(&backend).await;
        let sre = Contact { role: "On-Call SRE".to_owned(), email: "sre@example.org".to_owned(), ..Contact::default() };
        backend.revise_contacts(Ask::by(dev()), vec![sre]).await.unwrap();
        imported(&backend).await;
        backend.keep_reminding_of_reviews().await.unwrap();
        let first = backend.next_timer_at().await.unwrap().unwrap();
        backend.keep_reminding_of_reviews().await.unwrap();
        backend.clock.advance(first - backend.clock.now());
        assert_eq!(backend.fire_due_timers().await.unwrap(), 1);
        assert_eq!(mails(&backend).await, [], "nothing is due for months");

        backend.keep_reminding_of_reviews().await.unwrap();
        assert_eq!(backend.next_timer_at().await.unwrap(), Some(first + Duration::weeks(1)));
        backend.clock.advance(Duration::days(100));
        backend.retire_runbook(Ask::by(ada()), "disk-lost", "No such disks").await.unwrap();
        assert_eq!(backend.fire_due_timers().await.unwrap(), 1);
        let told: Vec<(String, String)> = mails(&backend).await;
        let whom: Vec<&str> = told.iter().map(|(recipient, _)| recipient.as_str()).collect();
        assert_eq!(whom, ["ben@example.org", "sre@example.org"]);
        assert!(told[0].1.contains("- Disk full: ") && told[0].1.contains("days overdue\n  {site}/runbooks/disk-full\n"), "{}", told[0].1);
        assert!(told[1].1.contains("Disk slow") && !told[1].1.contains("Disk full"));

        backend.reinstate_runbook(Ask::by(ada()), "disk-lost").await.unwrap();
        backend.keep_reminding_of_reviews().await.unwrap();
        backend.clock.advance(Duration::weeks(1));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 1);
        let to_ada: Vec<String> = mails(&backend).await.into_iter().filter(|(to, _)| to == "ada@example.org").map(|(_, body)| body).collect();
        assert_eq!(to_ada.len(), 1, "who may review hears of those that nobody answers for");
        assert!(to_ada[0].contains("Disk lost") && !to_ada[0].contains("Disk full"));
    }

    async fn a_reminder_that_fires_twice_is_sent_once(backend) {
        known(&backend).await;
        imported(&backend).await;
        backend.keep_reminding_of_reviews().await.unwrap();
        let fire_at = backend.next_timer_at().await.unwrap().unwrap();
        backend.clock.advance(Duration::days(120));
        backend.remind_of_reviews(fire_at).await.unwrap();
        let once = mails(&backend).await;
        assert!(!once.is_empty());
        backend.remind_of_reviews(fire_at).await.unwrap();
        assert_eq!(mails(&backend).await, once);
    }

    async fn a_clock_that_is_set_back_does_not_remind_of_the_same_week_twice(backend) {
        known(&backend).await;
        imported(&backend).await;
        backend.clock.advance(Duration::days(120));
        backend.keep_reminding_of_reviews().await.unwrap();
        let fire_at = backend.next_timer_at().await.unwrap().unwrap();
        backend.clock.stand_at(fire_at);
        assert_eq!(backend.fire_due_timers().await.unwrap(), 1);
        let once = mails(&backend).await;
        assert!(!once.is_empty());

        backend.clock.advance(Duration::hours(-1));
        backend.keep_reminding_of_reviews().await.unwrap();
        assert_eq!(backend.next_timer_at().await.unwrap(), None, "this Monday has been told of");
        backend.clock.advance(Duration::hours(2));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 0);
        assert_eq!(mails(&backend).await, once);
        backend.keep_reminding_of_reviews().await.unwrap();
        assert_eq!(backend.next_timer_at().await.unwrap(), Some(fire_at + Duration::weeks(1)));
    }

    async fn the_linters_fixes_become_a_proposal(backend) {
        imported(&backend).await;
        let found = backend.runbook_health(Ask::by(ben()), "disk-full").await.unwrap();
        let fixes = found.fixes();
        assert_eq!(fixes.len(), 2, "{:?}", found.own);
        let refused = refusal(backend.propose_fixes(Ask::by(cleo()), None, "disk-full", 1, &[]).await);
        assert_eq!(refused, Refusal::NotPermitted(Permission::ProposeChange));

        let id = backend.ids.next();
        let all = backend.propose_fixes(Ask::by(ben()), Some(id), "disk-full", 1, &[]).await.unwrap();
        assert_eq!((all.stage, all.base), (Stage::Draft, 1));
        assert_eq!(all.origin, Origin::Finding { rule: "never-ends".to_owned() });
        assert!(all.text.contains("tail -n 200 /var/log/syslog\nping -c 4 db\n"), "{}", all.text);
        assert!(all.summary.starts_with("Mends 2 things that the linter found\n\n- "), "{}", all.summary);
        let again = backend.propose_fixes(Ask::by(ben()), Some(id), "disk-full", 1, &[]).await.unwrap();
        assert_eq!(again.number, all.number);

        let one = backend.propose_fixes(Ask::by(ben()), None, "disk-full", 1, &fixes[1..]).await.unwrap();
        assert!(one.text.contains("tail -f /var/log/syslog\nping -c 4 db\n"), "{}", one.text);
        let preview = backend.proposal(Ask::by(ben()), one.number).await.unwrap().preview.unwrap();
        assert_eq!((preview.better.len(), preview.worse.len()), (1, 0));
        for (version, chosen) in [(2, fixes.clone()), (1, vec!["never-ends@1".to_owned()])] {
            let told = refusal(backend.propose_fixes(Ask::by(ben()), None, "disk-full", version, &chosen).await).to_string();
            assert!(told.ends_with("choose from what it says now."), "{told}");
        }
        // Published, what was found is gone.
        backend.request_proposal_review(Ask::by(ben()), all.number).await.unwrap();
        backend.approve_proposal(Ask::by(ada()), all.number, all.revision).await.unwrap();
        backend.publish_proposal(Ask::by(ben()), all.number).await.unwrap();
        assert_eq!(backend.runbook_health(Ask::by(ben()), "disk-full").await.unwrap().fixes(), Vec::<String>::new());
    }

    async fn what_is_said_under_upkeep_counts_before_the_text(backend) {
        imported(&backend).await;
        let mark = async || {
            let known = state(&backend, "disk-lost").await;
            let mark = backend.health_mark(Ask::by(cleo()), known.id).await.unwrap().unwrap();
            mark.of(&RunbookSummary::from(&known), today(&backend))
        };
        let missing = |health: &RunbookHealth| -> Vec<&str> {
            let rules = health.own.iter().map(|shown| shown.finding.rule.id());
            rules.filter(|id| ["missing-owner", "missing-severity"].contains(id)).collect()
        };
        let (before, page) = (mark().await, backend.runbook_health(Ask::by(cleo()), "disk-lost").await.unwrap());
        assert_eq!((missing(&page).len(), page.spared.len()), (2, 0));
        assert_eq!(i64::from(page.health.score), before.score);

        let upkeep = Upkeep::read("Storage team", "p1", "").unwrap();
        backend.change_upkeep(Ask::by(ada()), "disk-lost", &upkeep).await.unwrap();
        let (after, page) = (mark().await, backend.runbook_health(Ask::by(cleo()), "disk-lost").await.unwrap());
        assert_eq!((after.score, after.warnings), (before.score + 12, before.warnings - 2));
        assert_eq!((missing(&page).len(), i64::from(page.health.score)), (0, after.score));
        let spared: Vec<&str> = page.spared.iter().map(|rule| rule.id()).collect();
        assert_eq!(spared, ["missing-owner", "missing-severity"]);

        // What the text says can be taken away too.
        backend.change_upkeep(Ask::by(ada()), "disk-full", &Upkeep::read_whole("", "text", "").unwrap()).await.unwrap();
        let page = backend.runbook_health(Ask::by(cleo()), "disk-full").await.unwrap();
        assert!(missing(&page).contains(&"missing-owner"), "{:?}", missing(&page));
    }

    async fn nobody_reviews_their_own_version_where_somebody_else_could(backend) {
        imported(&backend).await;
        known(&backend).await;
        let next = today(&backend) + Days::new(60);
        let review = |who| backend.review_runbook(Ask::by(who), "disk-full", ReviewOutcome::StillValid, "", next);
        let alone = review(ada()).await.unwrap();
        assert!(alone.last_review.unwrap().own, "Ada is the only one who may: Ben responds, and Cleo watches");

        account(&backend, dev(), "dev@example.org").await;
        let refused = refusal(review(ada()).await).to_string();
        assert!(refused.contains("Version 1 is yours") && refused.contains("such as Dev"), "{refused}");
        assert!(!review(dev()).await.unwrap().last_review.unwrap().own);
    }

    async fn whoever_proposed_a_version_has_written_it_and_not_who_published_it(backend) {
        imported(&backend).await;
        for (who, email) in [(ada(), "ada@example.org"), (dev(), "dev@example.org")] {
            account(&backend, who, email).await;
        }
        let propose = Propose { slug: "disk-full".to_owned(), base: 1, text: "## 1. Disk full\n\n### Immediate Actions\n\n1. Look twice\n".to_owned(),
            summary: "Looks twice".to_owned(), for_review: true, ..Propose::default() };
        let proposal = backend.propose(Ask::by(dev()), propose).await.unwrap();
        backend.approve_proposal(Ask::by(ada()), proposal.number, 1).await.unwrap();
        backend.publish_proposal(Ask::by(ada()), proposal.number).await.unwrap();
        let next = today(&backend) + Days::new(60);
        let review = |who| backend.review_runbook(Ask::by(who), "disk-full", ReviewOutcome::StillValid, "", next);
        refusal(review(dev()).await);
        assert!(!review(ada()).await.unwrap().last_review.unwrap().own);
    }
}
