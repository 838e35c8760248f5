use domain::{
    Refusal,
    proposals::{Origin, Proposal, Stage},
    runbooks::Upkeep,
};

use super::{ProposalFilter, Propose};
use crate::{
    Ask, Backend, Error,
    lint::Rule,
    runbooks::{Choices, Handed},
    testing::{account, ada, ben, cleo, dev, on_both_databases},
};

const FILE: &str = "# Storage runbooks\n\n**Next Review**: 2020-01-01\n\n## 1. Disk full\n\n**Owner**: Storage\n\n### Immediate Actions\n\n1. Look at `df -h`\n2. Find what grows\n\n---\n\n## 2. Disk slow\n\n### Immediate Actions\n\n1. Look at the queue\n\n## Contact Information\n\n- On-call: 555\n";

async fn imported(backend: &Backend) {
    take(backend, FILE).await;
}

async fn take(backend: &Backend, text: &str) {
    let file = Handed { name: "storage.md".to_owned(), bytes: text.as_bytes().to_vec() };
    backend.import(Ask::by(ada()), vec![file], &Choices::default()).await.unwrap();
}

async fn text(backend: &Backend, slug: &str) -> String {
    backend.proposal_draft(Ask::by(ben()), slug, None).await.unwrap().text
}

/// A proposal by Ben, in review.
async fn proposed(backend: &Backend, from: &str, to: &str) -> Proposal {
    let text = text(backend, "disk-full").await.replace(from, to);
    propose(backend, text).await.unwrap()
}

async fn propose(backend: &Backend, text: String) -> crate::Result<Proposal> {
    let base = backend.runbook(Ask::by(ben()), "disk-full").await?.runbook.version();
    let propose = Propose {
        slug: "disk-full".to_owned(),
        base,
        text,
        summary: "Inodes run out too".to_owned(),
        origin: Origin::Editor,
        for_review: true,
        id: None,
    };
    backend.propose(Ask::by(ben()), propose).await
}

fn sentence<T: std::fmt::Debug>(result: crate::Result<T>) -> String {
    match result {
        Err(Error::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

on_both_databases! {
    async fn an_approved_proposal_becomes_the_next_version_and_nothing_else_changes(backend) {
        imported(&backend).await;
        let other = backend.runbook(Ask::by(cleo()), "disk-slow").await.unwrap();
        let proposal = proposed(&backend, "`df -h`", "`df -h` and `df -i`").await;
        let number = proposal.number;
        assert_eq!(proposal.stage, Stage::InReview);
        backend.approve_proposal(Ask::by(ada()), number, 1).await.unwrap();
        let published = backend.publish_proposal(Ask::by(ben()), number).await.unwrap();
        assert_eq!((published.stage, published.published), (Stage::Published, Some(2)));

        let reading = backend.runbook(Ask::by(cleo()), "disk-full").await.unwrap();
        assert_eq!((reading.version.number, reading.version.proposal), (2, Some(number)));
        assert!(reading.source.contains("1. Look at `df -h` and `df -i`\n"), "{}", reading.source);
        assert!(!reading.runbook.is_overdue(reading.today), "its review was one of the runbook");
        let first = backend.runbook_version(Ask::by(cleo()), "disk-full", 1).await.unwrap();
        assert!(!first.source.contains("df -i"), "a version never changes");
        let same = backend.runbook(Ask::by(cleo()), "disk-slow").await.unwrap();
        assert_eq!((same.version, same.runbook.next_review), (other.version, other.runbook.next_review));

        // The file is the old one but for these words, and importing it again brings nothing new.
        let files = backend.export_sources(Ask::by(cleo())).await.unwrap();
        let exported = String::from_utf8(files[0].1.clone()).unwrap();
        assert_eq!(exported, FILE.replace("`df -h`", "`df -h` and `df -i`"));
        let file = Handed { name: "storage.md".to_owned(), bytes: exported.into_bytes() };
        let again = backend.import(Ask::by(ada()), vec![file], &Choices::default()).await.unwrap();
        assert_eq!((again.created.len(), again.changed.len(), again.same), (0, 0, 2));
        assert!(backend.publish_proposal(Ask::by(ben()), number).await.is_ok(), "asked for twice, done once");
        assert_eq!(backend.runbook(Ask::by(cleo()), "disk-full").await.unwrap().version.number, 2);
    }

    async fn nobody_approves_their_own_and_viewers_propose_nothing(backend) {
        imported(&backend).await;
        let number = proposed(&backend, "Find what grows", "Find what grew").await.number;
        assert!(matches!(backend.approve_proposal(Ask::by(ben()), number, 1).await, Err(Error::Refused(Refusal::NotPermitted(_)))));
        assert!(matches!(backend.publish_proposal(Ask::by(ada()), number).await, Err(Error::Refused(Refusal::Unlawful(_)))));
        assert!(matches!(backend.proposal_draft(Ask::by(cleo()), "disk-full", None).await, Err(Error::Refused(Refusal::NotPermitted(_)))));
        let base = 1;
        let own = Propose { slug: "disk-full".to_owned(), base, text: FILE.replace('1', "7"), summary: "Mine".to_owned(), ..Propose::default() };
        assert!(matches!(backend.propose(Ask::by(cleo()), own).await, Err(Error::Refused(Refusal::NotPermitted(_)))));
    }

    async fn a_text_that_would_cut_the_file_elsewhere_is_refused_with_what_to_do(backend) {
        imported(&backend).await;
        let now = text(&backend, "disk-full").await;
        let two = sentence(propose(&backend, format!("{now}\n## 3. Disk gone\n\n1. Cry\n")).await);
        assert!(two.contains("Disk gone") && two.contains("with more #"), "{two}");
        let none = sentence(propose(&backend, now.replace("## 1. Disk full", "Disk full")).await);
        assert!(none.contains("## 1. Disk full"), "{none}");
        let handbook = sentence(propose(&backend, now.replace("## 1. Disk full", "## Contact Information")).await);
        assert!(handbook.contains("## 1. Disk full"), "{handbook}");
        let same = sentence(propose(&backend, now.replace('\n', "\r\n")).await);
        assert!(same.contains("word for word"), "what a browser makes of line ends is no change: {same}");
    }

    async fn what_was_published_meanwhile_is_merged_and_read_again(backend) {
        imported(&backend).await;
        let number = proposed(&backend, "Find what grows", "Find what grew").await.number;
        backend.approve_proposal(Ask::by(ada()), number, 1).await.unwrap();
        take(&backend, &FILE.replace("**Owner**: Storage", "**Owner**: Platform")).await;
        let late = sentence(backend.publish_proposal(Ask::by(ada()), number).await);
        assert!(late.contains("Version 2") && late.contains("up to date"), "{late}");
        let merged = backend.catch_up_proposal(Ask::by(ben()), number).await.unwrap();
        assert_eq!((merged.base, merged.stage), (2, Stage::InReview), "what was approved was another text");
        assert!(merged.text.contains("Platform") && merged.text.contains("what grew"), "{}", merged.text);
        backend.approve_proposal(Ask::by(dev()), number, merged.revision).await.unwrap();
        assert_eq!(backend.publish_proposal(Ask::by(dev()), number).await.unwrap().published, Some(3));
    }

    async fn a_runbook_that_its_file_has_lost_is_published_in_one_of_its_own(backend) {
        imported(&backend).await;
        let number = proposed(&backend, "Find what grows", "Find what grew").await.number;
        backend.approve_proposal(Ask::by(ada()), number, 1).await.unwrap();
        let (start, end) = (FILE.find("## 1.").unwrap(), FILE.find("## 2.").unwrap());
        take(&backend, &format!("{}{}", &FILE[..start], &FILE[end..])).await;
        backend.publish_proposal(Ask::by(ada()), number).await.unwrap();
        let reading = backend.runbook(Ask::by(cleo()), "disk-full").await.unwrap();
        assert_eq!((reading.version.number, reading.version.file.as_str()), (2, "disk-full.md"));
        assert!(reading.source.contains("what grew"));
        // And from there once more.
        let number = proposed(&backend, "what grew", "what grew most").await.number;
        backend.approve_proposal(Ask::by(ada()), number, 1).await.unwrap();
        assert_eq!(backend.publish_proposal(Ask::by(ada()), number).await.unwrap().published, Some(3));
    }

    async fn a_preview_says_what_gets_better_and_worse(backend) {
        imported(&backend).await;
        let text = text(&backend, "disk-full").await.replace("Find what grows", "Read it: `cat .env`");
        let preview = backend.preview_proposal(Ask::by(ben()), "disk-full", &text).await.unwrap();
        assert!(preview.page.html.contains("cat .env"));
        assert!(!preview.worse.is_empty() && preview.obstacle.is_none());
        let broken = backend.preview_proposal(Ask::by(ben()), "disk-full", "nothing").await.unwrap();
        assert!(broken.obstacle.is_some_and(|sentence| sentence.contains("## 1. Disk full")));
    }

    async fn a_preview_counts_who_answers_and_how_grave_it_is_as_the_library_does(backend) {
        imported(&backend).await;
        let look = async |text: &str| backend.preview_proposal(Ask::by(ben()), "disk-slow", text).await.unwrap();
        let kept = async || i64::from(backend.runbook_health(Ask::by(cleo()), "disk-slow").await.unwrap().health.score);
        let before = text(&backend, "disk-slow").await;
        let owned = look(&before.replace("## 2. Disk slow\n", "## 2. Disk slow\n\n**Owner**: Storage\n")).await;
        let score = kept().await;
        assert_eq!(owned.scores, (score, score + 6));
        assert_eq!(owned.better.iter().map(|shown| shown.finding.rule).collect::<Vec<_>>(), [Rule::MissingOwner]);
        // What somebody has said of it outlives a text that says nothing of it.
        backend.change_upkeep(Ask::by(ada()), "disk-slow", &Upkeep::read("Storage", "p2", "").unwrap()).await.unwrap();
        let said = look(&before).await;
        assert_eq!((kept().await, said.scores), (score + 12, (score + 12, score + 12)));
        assert!(said.same.iter().all(|shown| !shown.finding.rule.is_of_upkeep()), "{:?}", said.same);
    }

    async fn a_finding_says_where_in_the_text_it_stands_and_is_mended_there(backend) {
        imported(&backend).await;
        let before = text(&backend, "disk-full").await;
        let typed = before.replace("Find what grows", "Wait for it: `tail -f /var/log/syslog`");
        let preview = backend.preview_proposal(Ask::by(ben()), "disk-full", &typed).await.unwrap();
        let [found] = preview.worse.as_slice() else { panic!("{:?}", preview.worse) };
        let line = typed.lines().position(|line| line.contains("tail -f")).unwrap() + 1;
        assert_eq!((found.finding.place.line as usize, found.finding.rule.id()), (line, "never-ends"));
        assert!(preview.scores.1 < preview.scores.0, "{:?}", preview.scores);
        assert!(!preview.same.is_empty() && preview.better.is_empty(), "what the runbook had before is told apart");

        let mended = backend.mend_text(Ask::by(ben()), "disk-full", &typed.replace('\n', "\r\n"), &found.key()).await.unwrap();
        assert_eq!(mended, typed.replace("tail -f ", "tail -n 200 "));
        let preview = backend.preview_proposal(Ask::by(ben()), "disk-full", &mended).await.unwrap();
        assert!(preview.worse.is_empty() && preview.scores.0 == preview.scores.1, "{:?}", preview.worse);

        assert!(sentence(backend.mend_text(Ask::by(ben()), "disk-full", &mended, &found.key()).await).contains("not found in the text any longer"));
        assert!(matches!(backend.mend_text(Ask::by(cleo()), "disk-full", &typed, &found.key()).await, Err(Error::Refused(Refusal::NotPermitted(_)))));
        assert_eq!(text(&backend, "disk-full").await, before, "nothing is changed by looking");
    }

    async fn a_text_that_no_runbook_can_hold_is_not_even_looked_at(backend) {
        imported(&backend).await;
        let long = "1. Look\n".repeat(25_001);
        // Nothing of these names is there: what is refused for its length was looked for nowhere.
        let preview = backend.preview_proposal(Ask::by(ben()), "nowhere", &long).await.unwrap();
        assert!(preview.obstacle.is_some_and(|sentence| sentence.contains("200008 characters and 200000 are the most")));
        let too_long = "200000 are the most that fit in a runbook";
        assert!(sentence(backend.mend_text(Ask::by(ben()), "nowhere", &long, "never-ends@7").await).contains(too_long));
        assert!(sentence(backend.revise_proposal(Ask::by(ben()), 99, 1, &long, "", false).await).contains(too_long));
        assert!(sentence(propose(&backend, long).await).contains(too_long));
    }

    async fn a_page_of_proposals_goes_on_where_the_last_one_ended(backend) {
        imported(&backend).await;
        account(&backend, ben(), "ben@example.org").await;
        let mut numbers = Vec::new();
        for word in ["grew", "has grown", "will grow"] {
            numbers.push(proposed(&backend, "Find what grows", &format!("Find what {word}")).await.number);
        }
        backend.withdraw_proposal(Ask::by(ben()), numbers[2], "Nothing will.").await.unwrap();
        let all = backend.list_proposals(Ask::by(cleo()), ProposalFilter::default()).await.unwrap().proposals;
        assert_eq!(all.iter().map(|proposal| proposal.number).collect::<Vec<_>>(), [numbers[1], numbers[0], numbers[2]]);
        for (n, proposal) in all.iter().enumerate() {
            let place = crate::proposals::ProposalPlace::of(proposal).to_string().parse().unwrap();
            let rest = ProposalFilter { after: Some(place), ..ProposalFilter::default() };
            assert_eq!(backend.list_proposals(Ask::by(cleo()), rest).await.unwrap().proposals, all[n + 1..]);
        }
        let waiting = ProposalFilter { waiting: true, ..ProposalFilter::default() };
        let stages: Vec<Stage> = backend.list_proposals(Ask::by(cleo()), waiting).await.unwrap().proposals.iter().map(|proposal| proposal.stage).collect();
        assert_eq!(stages, [Stage::InReview, Stage::InReview]);
    }

    async fn proposals_are_listed_and_their_authors_hear_of_them(backend) {
        imported(&backend).await;
        account(&backend, ben(), "ben@example.org").await;
        let number = proposed(&backend, "Find what grows", "Find what grew").await.number;
        backend.remark_on_proposal(Ask::by(ada()), number, 1, 1, "Which disk?").await.unwrap();
        backend.ask_for_proposal_changes(Ask::by(ada()), number, "Name the disk.").await.unwrap();
        let open = ProposalFilter { open_only: true, ..ProposalFilter::default() };
        assert_eq!(backend.list_proposals(Ask::by(cleo()), open).await.unwrap().proposals[0].stage, Stage::Draft);
        backend.withdraw_proposal(Ask::by(ben()), number, "No disk has a name.").await.unwrap();
        assert!(backend.list_proposals(Ask::by(cleo()), open).await.unwrap().proposals.is_empty());
        assert_eq!(backend.list_proposals(Ask::by(cleo()), ProposalFilter::default()).await.unwrap().proposals.len(), 1);
        let mut tx = backend.db.read().await.unwrap();
        let subjects: Vec<(String,)> = tx.query("SELECT subject FROM outbox ORDER BY id").all().await.unwrap();
        let subjects: Vec<&str> = subjects.iter().map(|(subject,)| subject.as_str()).collect();
        assert_eq!(subjects, ["Ada remarked on PROP-1: Disk full", "Ada asks for changes of PROP-1: Disk full"]);
    }
}
