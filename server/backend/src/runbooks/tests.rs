use chrono::{Duration, NaiveDate};
use domain::{
    Refusal,
    checklists::ChecklistSource,
    incidents::{Severity, SeverityMatrix},
    log::Fold,
    people::Permission,
    runbooks::{HandbookKind, HealthMark, ReviewOutcome, Runbook, RunbookDraft, RunbookSummary, import::Begins},
};

use super::{Adoption, Choices, Fate, Handed, RunbookFilter, SaidOfFile, SaidOfMany};
use crate::{
    Ask, Backend, Error,
    incidents::Declare,
    log::Projected,
    testing::{ada, ben, cleo, dev, on_both_databases, refusal},
};

fn handed(name: &str, text: &str) -> Handed {
    Handed { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// The Markdown files of a folder, by name.
fn folder(path: &std::path::Path) -> Vec<Handed> {
    let files = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<Handed> = files
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .map(|path| Handed {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            bytes: std::fs::read(&path).unwrap(),
        })
        .collect();
    files.sort_by(|left, right| left.name.cmp(&right.name));
    files
}

/// Runbooks of our own writing, in all the ways in which files are written.
pub(super) fn fixtures() -> Vec<Handed> {
    folder(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../app/domain/fixtures/runbooks"))
}

fn everything() -> Choices {
    Choices { adopt: Adoption::ALL.to_vec(), ..Choices::default() }
}

/// What the form of a preview says, where no choice was made before.
async fn said(backend: &Backend, files: Vec<Handed>, said: SaidOfFile) -> Choices {
    backend.decide_import(Ask::by(ada()), files, Choices::default(), &[said], &SaidOfMany::default()).await.unwrap()
}

/// The pieces of a file, by line.
fn taken(pieces: &[(usize, Begins)]) -> SaidOfFile {
    SaidOfFile { pieces: pieces.iter().copied().collect(), ..SaidOfFile::default() }
}

async fn all(backend: &Backend) -> Vec<RunbookSummary> {
    backend.list_runbooks(Ask::by(cleo()), RunbookFilter::default()).await.unwrap().runbooks
}

async fn state(backend: &Backend, slug: &str) -> Runbook {
    backend.runbook(Ask::by(cleo()), slug).await.unwrap().runbook
}

const DISK: &str = "# Storage\n\n**Last Updated**: 2026-09-01\n\n## Disk is full\n\n**Severity:** P1\n**Owner:** Storage team\n\n\
### Symptoms\n\n- Writes fail with `No space left on device`\n\n### Immediate Actions\n\n1. Stop the nightly export\n\
2. Delete old archives\n\n```bash\ndf -h # all of them\n```\n\n### Prevention\n\n- Alert four hours ahead\n";

on_both_databases! {
    async fn what_is_imported_comes_out_again_to_the_byte(backend) {
        let files = fixtures();
        let imported = backend.import(Ask::by(ada()), files.clone(), &everything()).await.unwrap();
        assert_eq!(imported.files, files.len());
        assert_eq!(imported.created.len(), all(&backend).await.len());
        assert!(imported.created.len() > 10);
        let out = backend.export_sources(Ask::by(cleo())).await.unwrap();
        let out: Vec<Handed> = out.into_iter().map(|(name, bytes)| Handed { name, bytes }).collect();
        assert_eq!(out, files);
    }

    async fn the_same_files_again_change_nothing(backend) {
        backend.import(Ask::by(ada()), fixtures(), &everything()).await.unwrap();
        let before = all(&backend).await;
        let again = backend.import(Ask::by(ada()), fixtures(), &everything()).await.unwrap();
        assert_eq!((again.created.len(), again.changed.len(), again.same), (0, 0, before.len()));
        assert_eq!(again.adopted, []);
        assert_eq!(all(&backend).await, before);
        let kept: i64 = backend.db.read().await.unwrap().query("SELECT COUNT(*) FROM sources").scalar().await.unwrap();
        assert_eq!(kept, i64::try_from(fixtures().len()).unwrap());
    }

    async fn a_changed_file_gives_a_new_version_whose_steps_keep_their_keys(backend) {
        backend.import(Ask::by(ada()), vec![handed("storage.md", DISK)], &Choices::default()).await.unwrap();
        let before = state(&backend, "disk-is-full").await;
        let keys = |runbook: &Runbook| -> Vec<(String, String)> {
            runbook.draft.iter().flat_map(RunbookDraft::steps).map(|step| (step.text.clone(), step.key.clone())).collect()
        };
        let changed = DISK.replace("1. Stop the nightly export\n2. Delete", "1. Tell the storage team\n2. Stop the nightly export\n3. Delete");
        let imported = backend.import(Ask::by(ada()), vec![handed("storage.md", &changed)], &Choices::default()).await.unwrap();
        assert_eq!((imported.changed, imported.same), (vec!["disk-is-full".to_owned()], 0));
        let after = state(&backend, "disk-is-full").await;
        assert_eq!((before.version(), after.version()), (1, 2));
        for (text, key) in keys(&before) {
            assert!(keys(&after).contains(&(text.clone(), key.clone())), "{text} lost its key {key}: {:?}", keys(&after));
        }
        let first = backend.runbook_version(Ask::by(cleo()), "disk-is-full", 1).await.unwrap();
        assert_eq!(Some(first.draft), before.draft);
        assert!(first.source.starts_with("## Disk is full") && !first.source.contains("Tell the storage team"));
        assert!(backend.runbook(Ask::by(cleo()), "disk-is-full").await.unwrap().source.contains("Tell the storage team"));
    }

    async fn a_preview_says_what_an_import_would_do_and_does_nothing(backend) {
        backend.import(Ask::by(ada()), vec![handed("storage.md", DISK)], &Choices::default()).await.unwrap();
        let text = format!("{}\n## Disk is slow\n\n### Diagnostics\n\n- Look at the queue length\n", DISK.replace("four hours", "six hours"));
        let preview = backend.preview_import(Ask::by(ada()), vec![handed("storage.md", &text)], &Choices::default()).await.unwrap();
        assert_eq!(preview.counts(), (1, 1, 0));
        let fates: Vec<Fate> = preview.files[0].pieces.iter().filter_map(|piece| piece.runbook.clone()).map(|(_, fate)| fate).collect();
        assert!(matches!(&fates[0], Fate::NewVersion(known) if known.slug == "disk-is-full"));
        assert_eq!(fates[1], Fate::New { slug: "disk-is-slow".to_owned() });
        assert_eq!(all(&backend).await.len(), 1);
    }

    async fn a_renamed_file_and_a_moved_runbook_are_found_again(backend) {
        let two = format!("{DISK}\n## Disk is slow\n\n### Diagnostics\n\n- Look at the queue length\n");
        backend.import(Ask::by(ada()), vec![handed("storage.md", &two)], &Choices::default()).await.unwrap();
        let moved = "# Storage\n\n## Disk is slow\n\n### Diagnostics\n\n- Look at the queue length\n- Look at the cache\n\n## Disk is full\n\n### Immediate Actions\n\n1. Stop the nightly export\n";
        let imported = backend.import(Ask::by(ada()), vec![handed("disks.md", moved)], &Choices::default()).await.unwrap();
        assert_eq!(imported.created, Vec::<String>::new());
        assert_eq!(imported.changed, ["disk-is-slow", "disk-is-full"]);
    }

    async fn two_runbooks_of_one_name_have_two_addresses(backend) {
        let other = DISK.replace("# Storage", "# Archive");
        let files = vec![handed("a.md", DISK), handed("b.md", &other)];
        let imported = backend.import(Ask::by(ada()), files.clone(), &Choices::default()).await.unwrap();
        assert_eq!(imported.created, ["disk-is-full", "disk-is-full-2"]);
        let again = backend.import(Ask::by(ada()), files, &Choices::default()).await.unwrap();
        assert_eq!(again.same, 2);
    }

    async fn what_a_person_takes_for_a_runbook_becomes_one(backend) {
        let text = "# Notes\n\n## Keys\n\nWhere the keys are.\n\n- Ask the desk\n- Sign the book\n";
        let file = || vec![handed("notes.md", text)];
        let preview = backend.preview_import(Ask::by(ada()), file(), &Choices::default()).await.unwrap();
        let piece = preview.files[0].pieces.iter().find(|piece| piece.title == "Keys").unwrap();
        assert_eq!((piece.handbook, piece.runbook.is_none()), (Some(HandbookKind::Other), true));
        let choices = said(&backend, file(), taken(&[(piece.line, Begins::Runbook)])).await;
        let imported = backend.import(Ask::by(ada()), file(), &choices).await.unwrap();
        assert_eq!(imported.created, ["keys"]);
        assert_eq!(state(&backend, "keys").await.draft.unwrap().steps().count(), 2);
    }

    async fn a_file_that_is_no_text_is_refused_with_its_line(backend) {
        let file = Handed { name: "old.md".to_owned(), bytes: b"# Caf\xe9\n".to_vec() };
        let Refusal::Invalid { field, sentence } = refusal(backend.import(Ask::by(ada()), vec![file], &Choices::default()).await) else {
            panic!("another refusal");
        };
        assert_eq!(field, "files");
        assert!(sentence.contains("old.md is not UTF-8 text (line 1"), "{sentence}");
        let twice = vec![handed("a/x.md", DISK), handed("b/x.md", DISK)];
        assert!(matches!(refusal(backend.import(Ask::by(ada()), twice, &Choices::default()).await), Refusal::Invalid { .. }));
    }

    async fn a_responder_may_read_but_not_import(backend) {
        let refused = refusal(backend.import(Ask::by(ben()), vec![handed("storage.md", DISK)], &Choices::default()).await);
        assert_eq!(refused, Refusal::NotPermitted(Permission::ImportRunbooks));
    }

    async fn a_handbook_is_adopted_once_and_what_is_agreed_is_not_replaced_by_everybody(backend) {
        let handbook = "# Handbook\n\n## Severity Levels\n\n| Level | Description | Response | Escalation |\n|---|---|---|---|\n| P0 | Shop down | <10 min | Immediate: CTO |\n\n\
## Emergency Contacts\n\n| Role | Contact | Phone | Availability |\n|---|---|---|---|\n| CTO | cto@example.org | +1-xxx | 24/7 |\n\n\
## Incident Handling Protocol\n\n1. Stabilize\n2. Preserve evidence\n";
        let imported = backend.import(Ask::by(ada()), vec![handed("handbook.md", handbook)], &everything()).await.unwrap();
        assert_eq!(imported.adopted, [Adoption::SeverityMatrix, Adoption::Contacts, Adoption::Protocol]);
        let now = backend.organisation().await.unwrap();
        assert_eq!(now.matrix.rule(Severity::P0).unwrap().respond_minutes, Some(10));
        assert_eq!(now.matrix.rule(Severity::P1), SeverityMatrix::default().rule(Severity::P1));
        assert_eq!((now.contacts[0].email.as_str(), now.contacts[0].phone.as_str()), ("cto@example.org", ""));
        assert_eq!(now.protocol.as_ref().unwrap().items().count(), 2);

        let later = handbook.replace("Preserve evidence", "Keep evidence").replace("cto@example.org", "[Name]").replace("<10 min", "<20 min");
        let file = vec![handed("handbook.md", &later)];
        let preview = backend.preview_import(Ask::by(ada()), file.clone(), &Choices::default()).await.unwrap();
        assert_eq!(preview.offers.iter().map(|offer| (offer.adoption, offer.replaces)).collect::<Vec<_>>(), [(Adoption::Protocol, true)]);
        let refused = refusal(backend.import(Ask::by(ada()), file.clone(), &everything()).await);
        assert_eq!(refused, Refusal::NotPermitted(Permission::ChangeSettings));
        backend.import(Ask::by(dev()), file, &everything()).await.unwrap();
        let now = backend.organisation().await.unwrap();
        assert_eq!(now.contacts[0].email, "cto@example.org");
        assert_eq!(now.matrix.rule(Severity::P0).unwrap().respond_minutes, Some(10));
    }

    async fn a_handbook_that_names_nobody_leaves_those_who_are_called(backend) {
        let handbook = "# Handbook\n\n## Severity Levels\n\n| Level | Description | Response |\n|---|---|---|\n| P0 | Shop down | Immediate |\n";
        let file = vec![handed("handbook.md", handbook)];
        let preview = backend.preview_import(Ask::by(ada()), file.clone(), &Choices::default()).await.unwrap();
        assert_eq!(preview.offers[0].changes, ["P0: it means “Shop down”."]);
        backend.import(Ask::by(ada()), file, &everything()).await.unwrap();
        let rule = backend.organisation().await.unwrap().matrix.rule(Severity::P0).unwrap().clone();
        assert_eq!((rule.respond_minutes, rule.escalates_to.len(), rule.immediately), (Some(5), 2, true));
        assert_eq!(rule.description, "Shop down");
    }

    async fn the_longest_overdue_come_first_whatever_they_are_called(backend) {
        let of = |title: &str, day: &str| format!("# Storage\n\n**Next Review**: {day}\n\n## {title}\n\n### Immediate Actions\n\n1. Look\n");
        let (archive, zone) = (of("Archive is full", "2025-03-01"), of("Zone is full", "2025-01-01"));
        let files = vec![handed("a.md", &archive), handed("z.md", &zone)];
        backend.import(Ask::by(ada()), files, &Choices::default()).await.unwrap();
        let (overdue, sum) = backend.overdue_runbooks(Ask::by(cleo()), 1).await.unwrap();
        let titles: Vec<&str> = overdue.iter().map(|runbook| runbook.title.as_str()).collect();
        assert_eq!((titles.as_slice(), sum), (["Zone is full"].as_slice(), 2));
    }

    async fn a_review_is_due_when_the_file_says_or_ninety_days_later(backend) {
        backend.import(Ask::by(ada()), vec![handed("storage.md", DISK)], &Choices::default()).await.unwrap();
        assert_eq!(state(&backend, "disk-is-full").await.next_review, NaiveDate::from_ymd_opt(2026, 11, 30).unwrap());
        let dated = DISK.replace("2026-09-01\n", "2025-10-20\n**Next Review**: 2026-01-20\n").replace("four hours", "six hours");
        backend.import(Ask::by(ada()), vec![handed("storage.md", &dated)], &Choices::default()).await.unwrap();
        let overdue = RunbookFilter { overdue_only: true, ..RunbookFilter::default() };
        let page = backend.list_runbooks(Ask::by(cleo()), overdue.clone()).await.unwrap();
        assert_eq!((page.runbooks.len(), page.overdue, page.total), (1, 1, 1));
        assert!(page.runbooks[0].is_overdue(page.today));

        let next = page.today + Duration::days(90);
        let review = |next| backend.review_runbook(Ask::by(ada()), "disk-is-full", ReviewOutcome::StillValid, "Read twice", next);
        assert!(matches!(refusal(review(page.today).await), Refusal::Invalid { field, .. } if field == "next_review"));
        review(next).await.unwrap();
        assert_eq!(backend.list_runbooks(Ask::by(cleo()), overdue).await.unwrap().runbooks, []);
        // The date in the file was overtaken by the review.
        let touched = dated.replace("six hours", "eight hours");
        backend.import(Ask::by(ada()), vec![handed("storage.md", &touched)], &Choices::default()).await.unwrap();
        assert_eq!(state(&backend, "disk-is-full").await.next_review, next);
    }

    async fn the_library_is_searched_by_what_people_paste(backend) {
        backend.import(Ask::by(ada()), fixtures(), &Choices::default()).await.unwrap();
        backend.import(Ask::by(ada()), vec![handed("storage.md", DISK)], &Choices::default()).await.unwrap();
        let found = async |query: &str| -> Vec<String> {
            let filter = RunbookFilter { query: Some(query.to_owned()), ..RunbookFilter::default() };
            backend.list_runbooks(Ask::by(cleo()), filter).await.unwrap().runbooks.into_iter().map(|runbook| runbook.slug).collect()
        };
        assert_eq!(found("DISK is").await, ["disk-is-full"]);
        assert_eq!(found("storage team").await, ["disk-is-full"]);
        assert_eq!(found("100%_nothing!").await, Vec::<String>::new());
    }

    async fn a_checklist_remembers_its_version_and_the_runbook_that_it_was_used(backend) {
        backend.import(Ask::by(ada()), vec![handed("storage.md", DISK)], &Choices::default()).await.unwrap();
        let declare = Declare { id: None, title: "No space".to_owned(), severity: Severity::P1, summary: String::new(), service: String::new(), drill: false, restricted: false };
        let number = backend.declare_incident(Ask::by(ben()), declare).await.unwrap().number;
        let incident = backend.start_checklist(Ask::by(ben()), number, "disk-is-full").await.unwrap();
        assert!(matches!(&incident.checklists[0].source, ChecklistSource::Runbook { slug, version: 1, .. } if slug == "disk-is-full"));
        let runbook = state(&backend, "disk-is-full").await;
        assert_eq!(runbook.last_exercised_in, Some(number));
        assert_eq!(all(&backend).await[0].last_exercised_at, runbook.last_exercised_at);
        assert!(matches!(refusal(backend.start_protocol(Ask::by(ben()), number).await), Refusal::Unlawful(_)));
    }

    async fn a_runbook_is_read_with_anchors_colour_and_contents(backend) {
        backend.import(Ask::by(ada()), vec![handed("storage.md", DISK)], &Choices::default()).await.unwrap();
        let page = backend.runbook(Ask::by(cleo()), "disk-is-full").await.unwrap().page;
        let contents: Vec<(&str, &str)> = page.contents.iter().map(|line| (line.id.as_str(), line.title.as_str())).collect();
        assert_eq!(contents, [("symptoms", "Symptoms"), ("immediate", "Immediate Actions"), ("prevention", "Prevention")]);
        assert!(page.html.contains("<h2 id=\"symptoms\">Symptoms</h2>"), "{}", page.html);
        assert!(page.html.contains("id=\"imm-1\""), "{}", page.html);
        assert!(page.html.contains("<figure class=\"code\">") && page.html.contains("sx-comment"), "{}", page.html);
        assert!(!page.html.contains("Disk is full"), "the title stands above");
    }

    async fn a_label_is_a_heading_and_steps_within_code_have_their_keys_above_it(backend) {
        let text = "# Ops\n\n## 1. Queue is full\n\nSymptoms\n\n- It grows\n\n**Mitigation**:\n\n```bash\n# 1. Stop the feed\nfeed stop\n# 2. Drain it\nfeed drain\n```\n";
        backend.import(Ask::by(ada()), vec![handed("ops.md", text)], &Choices::default()).await.unwrap();
        let page = backend.runbook(Ask::by(cleo()), "queue-is-full").await.unwrap().page;
        assert!(page.html.contains("<h2 id=\"symptoms\">Symptoms</h2>"), "{}", page.html);
        let caption = page.html.split("</figcaption>").next().unwrap().rsplit("<figcaption>").next().unwrap();
        assert!(caption.contains("id=\"mit-1\"") && caption.contains("id=\"mit-2\""), "{}", page.html);
        assert_eq!(page.contents.len(), 2);
    }

    async fn the_schedule_has_what_is_overdue_what_comes_and_a_count_of_the_rest(backend) {
        let text = "# Storage\n\n## Disk is full\n\n### Immediate Actions\n\n1. Look\n\n## Disk is slow\n\n### Immediate Actions\n\n1. Look\n\n## Disk is gone\n\n### Immediate Actions\n\n1. Look\n";
        backend.import(Ask::by(ada()), vec![handed("storage.md", text)], &Choices::default()).await.unwrap();
        let today = backend.clock.now().date_naive();
        for (slug, days) in [("disk-is-full", 1), ("disk-is-slow", 30), ("disk-is-gone", 200)] {
            let next = today + Duration::days(days);
            backend.review_runbook(Ask::by(ada()), slug, ReviewOutcome::StillValid, "", next).await.unwrap();
        }
        backend.clock.advance(Duration::days(2));
        let schedule = backend.review_schedule(Ask::by(cleo())).await.unwrap();
        let slugs = |runbooks: &[domain::runbooks::RunbookSummary]| -> Vec<String> {
            runbooks.iter().map(|runbook| runbook.slug.clone()).collect()
        };
        assert_eq!((slugs(&schedule.overdue), schedule.overdue_sum), (vec!["disk-is-full".to_owned()], 1));
        assert_eq!((slugs(&schedule.coming), schedule.later), (vec!["disk-is-slow".to_owned()], 1));
    }

    async fn previewed_files_wait_a_day_for_the_one_who_handed_them_in(backend) {
        let id = backend.keep_preview(Ask::by(ada()), vec![handed("storage.md", DISK)]).await.unwrap();
        assert_eq!(backend.kept_preview(Ask::by(ada()), id).await.unwrap(), [handed("storage.md", DISK)]);
        assert!(matches!(backend.kept_preview(Ask::by(dev()), id).await, Err(Error::NotFound)));
        assert_eq!(backend.kept_choices(Ask::by(ada()), id).await.unwrap(), None);
        backend.keep_choices(Ask::by(ada()), id, &everything()).await.unwrap();
        assert_eq!(backend.kept_choices(Ask::by(ada()), id).await.unwrap(), Some(everything()));
        backend.clock.advance(Duration::hours(25));
        assert!(matches!(backend.kept_preview(Ask::by(ada()), id).await, Err(Error::NotFound)));
    }

    async fn read_models_can_be_dropped_and_rebuilt(backend) {
        backend.import(Ask::by(ada()), vec![handed("storage.md", DISK)], &Choices::default()).await.unwrap();
        let (before, runbook) = (all(&backend).await, state(&backend, "disk-is-full").await);
        let mut tx = backend.db.write().await.unwrap();
        tx.query("DELETE FROM runbooks").execute().await.unwrap();
        let mut folded = Runbook::default();
        for recorded in crate::log::entries_after(&mut tx, runbook.id.0, 0).await.unwrap() {
            folded.apply(&recorded);
        }
        assert_eq!(folded, runbook);
        folded.project(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(all(&backend).await, before);
        assert_eq!(backend.runbook_version(Ask::by(cleo()), "disk-is-full", 1).await.unwrap().version.number, 1);
    }

    async fn an_import_says_how_healthy_each_runbook_is_and_lists_need_not_look_again(backend) {
        let (today, leaky) = (backend.clock.now().date_naive(), DISK.replace("df -h # all of them", "cat /etc/disk/.env"));
        let mut promised = HealthMark::default();
        // Whoever has not changed it for so long has not reviewed it either, though the file names no date for that.
        for (days, warnings) in [(89, 0), (91, 1)] {
            let leaky = leaky.replace("2026-09-01", &(today - Duration::days(days)).to_string());
            let files = vec![handed("storage.md", &leaky)];
            let preview = backend.preview_import(Ask::by(ada()), files, &Choices::default()).await.unwrap();
            promised = preview.files[0].pieces[0].health.unwrap();
            assert_eq!((promised.errors, promised.warnings), (1, warnings));
        }
        let leaky = leaky.replace("2026-09-01", &(today - Duration::days(91)).to_string());
        backend.import(Ask::by(ada()), vec![handed("storage.md", &leaky)], &Choices::default()).await.unwrap();
        let known = state(&backend, "disk-is-full").await;
        let id = known.id;
        let kept = backend.health_marks(Ask::by(cleo())).await.unwrap()[&id];
        assert_eq!(kept.of(&RunbookSummary::from(&known), today), promised);
        let page = backend.runbook_health(Ask::by(cleo()), "disk-is-full").await.unwrap();
        assert_eq!(i64::from(page.health.score), promised.score);
        let found = &page.own[0];
        assert_eq!((found.finding.rule.id(), found.line.as_str()), ("prints-secrets", "cat /etc/disk/.env"));
        assert!(page.runbook.draft.unwrap().step(found.finding.place.step.as_deref().unwrap()).is_some());

        backend.import(Ask::by(ada()), vec![handed("storage.md", DISK)], &Choices::default()).await.unwrap();
        let mended = backend.health_mark(Ask::by(cleo()), id).await.unwrap().unwrap();
        assert_eq!((mended.errors, mended.score), (0, kept.score + 15));
    }

    async fn a_review_that_becomes_overdue_lowers_the_score_without_an_import(backend) {
        let due = backend.clock.now().date_naive() + Duration::days(10);
        let text = DISK.replace("**Last Updated**: 2026-09-01", &format!("**Next Review**: {due}"));
        backend.import(Ask::by(ada()), vec![handed("storage.md", &text)], &Choices::default()).await.unwrap();
        let before = backend.runbook_health(Ask::by(cleo()), "disk-is-full").await.unwrap();
        backend.clock.advance(Duration::days(11));
        let after = backend.runbook_health(Ask::by(cleo()), "disk-is-full").await.unwrap();
        assert_eq!(after.own.iter().filter(|shown| shown.finding.rule.id() == "overdue-review").count(), 1);
        assert_eq!((after.health.score, after.health.warnings), (before.health.score - 6, before.health.warnings + 1));
        let mark = backend.health_mark(Ask::by(cleo()), after.runbook.id).await.unwrap().unwrap();
        let today = backend.clock.now().date_naive();
        assert_eq!(i64::from(after.health.score), mark.of(&RunbookSummary::from(&after.runbook), today).score);
    }

    async fn what_was_imported_before_there_was_a_linter_is_judged_when_the_program_starts(backend) {
        backend.import(Ask::by(ada()), fixtures(), &everything()).await.unwrap();
        let before = backend.health_marks(Ask::by(cleo())).await.unwrap();
        assert_eq!(before.len(), all(&backend).await.len());
        let mut tx = backend.db.write().await.unwrap();
        tx.query("DELETE FROM runbook_health").execute().await.unwrap();
        tx.commit().await.unwrap();
        crate::runbooks::fill_marks(&backend.db, backend.clock.now().date_naive()).await.unwrap();
        assert_eq!(backend.health_marks(Ask::by(cleo())).await.unwrap(), before);
    }

    async fn a_piece_that_somebody_took_for_a_runbook_has_a_health_too(backend) {
        let text = "# Notes\n\n## Overview\n\n- Look at the board\n- `cat .env`\n\n## Disk is slow\n\n### Mitigation\n\n1. Verify the queue\n";
        let file = || vec![handed("notes.md", text)];
        let choices = said(&backend, file(), taken(&[(3, Begins::Runbook), (8, Begins::Runbook)])).await;
        backend.import(Ask::by(ada()), file(), &choices).await.unwrap();
        let marks = backend.health_marks(Ask::by(cleo())).await.unwrap();
        let overview = state(&backend, "overview").await;
        assert_eq!(marks[&overview.id].errors, 1);
        assert_eq!(backend.runbook_health(Ask::by(cleo()), "overview").await.unwrap().health.errors, 1);
    }

    async fn the_corpus_gives_thirty_six_runbooks_and_comes_out_again(backend) {
        let beside = || concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/runbooks").to_owned();
        let path = std::env::var("TOCSIN_CORPUS").unwrap_or_else(|_| beside());
        if !std::path::Path::new(&path).is_dir() {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "The acceptance corpus is missing: say in TOCSIN_CORPUS where it is.");
            return;
        }
        let files = folder(std::path::Path::new(&path));
        let imported = backend.import(Ask::by(ada()), files.clone(), &everything()).await.unwrap();
        assert_eq!(imported.created.len(), 36);
        let again = backend.import(Ask::by(ada()), files.clone(), &everything()).await.unwrap();
        assert_eq!((again.created.len(), again.changed.len(), again.same), (0, 0, 36));
        let out = backend.export_sources(Ask::by(cleo())).await.unwrap();
        assert_eq!(out.into_iter().map(|(name, bytes)| Handed { name, bytes }).collect::<Vec<_>>(), files);
        for runbook in all(&backend).await {
            let reading = backend.runbook(Ask::by(cleo()), &runbook.slug).await.unwrap();
            let missing: Vec<&str> = reading.draft.steps().map(|step| step.key.as_str()).filter(|key| !reading.page.html.contains(&format!("id=\"{key}\""))).collect();
            assert_eq!(missing, Vec::<&str>::new(), "{}: steps without an anchor", runbook.slug);
        }
    }
}
