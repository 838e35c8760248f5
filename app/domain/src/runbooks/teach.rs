//! A runbook's text with what people did otherwise written into it.

use super::{
    Amendment, RunbookDraft, SeverityWords,
    import::{Cuts, is_single, read_cut},
    lines::Lines,
};
use crate::checklists::{Departure, Lesson};

/// A runbook where its import found it.
#[derive(Debug, Clone, Copy)]
pub struct Passage<'a> {
    /// The file up to the runbook's end.
    pub source: &'a str,
    /// The byte of the file at which the runbook begins.
    pub start: usize,
    /// What was read from there.
    pub draft: &'a RunbookDraft,
}

impl<'a> Passage<'a> {
    /// The runbook's own text.
    pub fn text(&self) -> &'a str {
        self.source.get(self.start..).unwrap_or_default()
    }

    /// The steps that the import would read if the runbook's text were this. A piece of a file is one runbook whatever
    /// headings stand in it, and so is a file whose front matter says it.
    fn steps(&self, text: &str) -> Vec<String> {
        let head = self.source.get(..self.start).filter(|_| is_single(self.source)).unwrap_or_default();
        let whole = format!("{head}{text}");
        let document = read_cut("", &whole, &Cuts::as_one(&whole), &SeverityWords::default());
        document.runbooks().flat_map(RunbookDraft::steps).map(|step| step.text.clone()).collect()
    }
}

/// Writes lessons into a runbook's text, each as it was chosen. `label` names the incident. What [`amendments`] does not
/// offer leaves the text as it is.
pub fn teach(passage: Passage<'_>, label: &str, chosen: &[(&Lesson, Amendment)]) -> String {
    let mut lines = Lines::new(passage.text(), passage.start, passage.draft);
    for (lesson, amendment) in chosen {
        let Some(step) = lesson.step.as_deref() else { continue };
        match amendment {
            Amendment::Insert => lines.insert_after(step, &lesson.text),
            Amendment::Remark => lines.remark(step, &remark(lesson, label)),
            Amendment::Move => match &lesson.departure {
                Departure::Earlier { than } => lines.put_before(step, than),
                Departure::Later { than } => lines.put_after(step, than),
                _ => {}
            },
            Amendment::Remove | Amendment::ByHand => {}
        }
    }
    // What is removed may still be what others stand beside.
    for (lesson, amendment) in chosen {
        if let (Amendment::Remove, Some(step)) = (amendment, lesson.step.as_deref()) {
            lines.remove(step);
        }
    }
    lines.text()
}

/// What the text allows to come of a lesson, the most likely first. Each is tried: where the text would then be read as
/// other steps than those that are meant, a person has to write it in.
pub fn amendments(passage: Passage<'_>, lesson: &Lesson) -> Vec<Amendment> {
    let text = passage.text();
    let lines = Lines::new(text, passage.start, passage.draft);
    let together = match &lesson.departure {
        Departure::Earlier { than } | Departure::Later { than } => {
            lesson.step.as_deref().is_some_and(|step| lines.are_together(step, than))
        }
        _ => false,
    };
    let before = passage.steps(text);
    let is_meant = |amendment: &Amendment| {
        let taught = teach(passage, "INC-0", &[(lesson, *amendment)]);
        let after = passage.steps(&taught);
        let grown = after.len().cast_signed() - before.len().cast_signed();
        taught != text
            && match amendment {
                Amendment::Insert => grown == 1 && before.iter().all(|step| after.contains(step)),
                Amendment::Remark => after == before,
                Amendment::Remove => grown == -1 && after.iter().all(|step| before.contains(step)),
                Amendment::Move => together && sorted(&after) == sorted(&before),
                Amendment::ByHand => false,
            }
    };
    // Of what is read as nothing nothing can be tried.
    let found: Vec<Amendment> =
        lesson.departure.amendments().iter().copied().filter(|amendment| !before.is_empty() && is_meant(amendment)).collect();
    if found.is_empty() { vec![Amendment::ByHand] } else { found }
}

fn sorted(steps: &[String]) -> Vec<&String> {
    let mut steps: Vec<&String> = steps.iter().collect();
    steps.sort();
    steps
}

/// `INC-18: skipped: no replica was in use`
fn remark(lesson: &Lesson, label: &str) -> String {
    match &lesson.departure {
        Departure::Noted { note } => format!("{label}: {note}"),
        other => format!("{label}: {}", other.words()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runbooks::{
        PieceKind,
        import::{Begins, Told, read},
    };

    fn lesson(step: &str, text: &str, departure: Departure) -> Lesson {
        let (key, step, text) = (step.to_owned(), Some(step.to_owned()), text.to_owned());
        Lesson { key, step, text, departure, by: None, at: None, evidence: vec![], aside: None }
    }

    /// The first section's body after the lessons, and what each may make of it.
    fn taught(body: &str, chosen: &[(Lesson, Amendment)]) -> String {
        let source = format!("# Storage runbooks\n\n## 1. Disk full\n\n### Immediate Actions\n\n{body}");
        let document = read("storage.md", &source);
        let piece = document.pieces.iter().find(|piece| matches!(piece.kind, PieceKind::Runbook(_))).unwrap();
        let PieceKind::Runbook(draft) = &piece.kind else { unreachable!() };
        let passage = Passage { source: source.get(..piece.end).unwrap(), start: piece.start, draft };
        for (lesson, amendment) in chosen {
            let offered = amendments(passage, lesson);
            assert!(offered.contains(amendment), "{amendment:?} is not offered for {lesson:?}");
        }
        assert_eq!(teach(passage, "INC-7", &[]), passage.text(), "untaught, not a byte is different");
        let chosen: Vec<(&Lesson, Amendment)> = chosen.iter().map(|(lesson, amendment)| (lesson, *amendment)).collect();
        let taught = teach(passage, "INC-7", &chosen);
        taught.split_once("### Immediate Actions\n\n").unwrap().1.to_owned()
    }

    fn offered(body: &str, lesson: &Lesson) -> Vec<Amendment> {
        let source = format!("# Storage runbooks\n\n## 1. Disk full\n\n### Immediate Actions\n\n{body}");
        offered_in(&source, &Cuts::default(), lesson)
    }

    /// For the first runbook of a file.
    fn offered_in(source: &str, cuts: &Cuts, lesson: &Lesson) -> Vec<Amendment> {
        let document = read_cut("storage.md", source, cuts, &SeverityWords::default());
        let piece = document.pieces.iter().find(|piece| matches!(piece.kind, PieceKind::Runbook(_))).unwrap();
        let PieceKind::Runbook(draft) = &piece.kind else { unreachable!() };
        amendments(Passage { source: source.get(..piece.end).unwrap(), start: piece.start, draft }, lesson)
    }

    fn added(after: &str, text: &str) -> (Lesson, Amendment) {
        (lesson(after, text, Departure::Added), Amendment::Insert)
    }

    fn skipped(step: &str, reason: &str) -> Lesson {
        lesson(step, "", Departure::Skipped { reason: reason.to_owned() })
    }

    #[test]
    fn what_was_added_becomes_steps_where_they_were_done() {
        let two = taught(
            "1. Look\n2. Find what grows\n3. Delete it\n",
            &[added("imm-2", "Ask who owns it"), added("imm-2", "Take a copy")],
        );
        assert_eq!(two, "1. Look\n2. Find what grows\n3. Ask who owns it\n4. Take a copy\n5. Delete it\n");
        assert_eq!(taught("* Look\n\n* Delete it", &[added("imm-2", "Look again")]), "* Look\n\n* Delete it\n\n* Look again\n");
        assert_eq!(taught("- [ ] Look\n- [ ] Delete it\n", &[added("imm-1", "Ask")]), "- [ ] Look\n- [ ] Ask\n- [ ] Delete it\n");
        assert_eq!(taught("1. Look\n1. Delete it\n", &[added("imm-1", "Ask")]), "1. Look\n1. Ask\n1. Delete it\n");
    }

    #[test]
    fn what_is_typed_is_words_and_never_marks() {
        let typed = |words: &str| taught("- Look\n", &[added("imm-1", words)]);
        assert_eq!(typed("# Not a heading\n## nor this"), "- Look\n- \\# Not a heading ## nor this\n");
        assert_eq!(typed("3. Look once more"), "- Look\n- 3\\. Look once more\n");
        assert_eq!(typed("**Ask** `df -i`"), "- Look\n- **Ask** `df -i`\n");
    }

    #[test]
    fn it_is_said_beneath_the_step_what_came_of_it() {
        let body = "1. Look\n   - at `df -h`\n2. Delete it:\n\n```bash\nrm -r /srv/old\n```\n\n3. Look again\n";
        let said = taught(
            body,
            &[
                (skipped("imm-1", "the alert says which"), Amendment::Remark),
                (skipped("imm-2", "nothing to spare"), Amendment::Remark),
            ],
        );
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(
            lines.get(..5).unwrap(),
            [
                "1. Look",
                "   - at `df -h`",
                "   - INC-7: skipped: the alert says which",
                "2. Delete it:",
                "   - INC-7: skipped: nothing to spare"
            ]
        );
        assert!(said.ends_with("```bash\nrm -r /srv/old\n```\n\n3. Look again\n"), "{said}");
    }

    #[test]
    fn a_step_is_taken_out_with_all_that_hangs_on_it() {
        let body = "1. Look\n\n2. Find what grows\n\n   ```bash\n   du -sh\n   ```\n\n3. Delete it\n";
        assert_eq!(taught(body, &[(skipped("imm-2", "known"), Amendment::Remove)]), "1. Look\n\n2. Delete it\n");
        let both = [(skipped("imm-1", "known"), Amendment::Remove), added("imm-1", "Ask")];
        assert_eq!(taught("1. Look\n2. Delete it\n", &both), "1. Ask\n2. Delete it\n", "beside what goes");
    }

    #[test]
    fn steps_of_one_list_change_places_and_numbers() {
        let earlier = |step: &str, than: &str| (lesson(step, "", Departure::Earlier { than: than.to_owned() }), Amendment::Move);
        let later = |step: &str, than: &str| (lesson(step, "", Departure::Later { than: than.to_owned() }), Amendment::Move);
        let body = "1. Look\n2. Delete it\n   - all of it\n3. Tell everybody\n";
        assert_eq!(taught(body, &[earlier("imm-3", "imm-1")]), "1. Tell everybody\n2. Look\n3. Delete it\n   - all of it\n");
        assert_eq!(taught(body, &[later("imm-1", "imm-2")]), "1. Delete it\n   - all of it\n2. Look\n3. Tell everybody\n");
        assert_eq!(taught("- Look\n\n- Delete it", &[later("imm-1", "imm-2")]), "- Delete it\n\n- Look\n");
        let apart = "1. Look\n\nThen:\n\n1. Tell everybody\n";
        assert_eq!(offered(apart, &earlier("imm-2", "imm-1").0), [Amendment::Remark]);
    }

    #[test]
    fn what_hangs_on_a_number_that_grows_moves_with_it() {
        let items: Vec<String> = (1..=9)
            .map(|number| {
                format!(
                    "{number}. Step {}\n   - see\n",
                    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"][number - 1]
                )
            })
            .collect();
        let grown = taught(&items.concat(), &[added("imm-1", "Something else altogether")]);
        assert!(grown.ends_with("9. Step eight\n   - see\n10. Step nine\n    - see\n"), "{grown}");
    }

    #[test]
    fn lines_end_as_the_file_has_them_and_other_lists_stay() {
        let body = "1. Look\r\n2. Delete it\r\n\r\nAnd also:\r\n\r\n1. Ask\r\n7. Tell everybody\r\n";
        let (lesson, _) = added("imm-1", "Ask");
        let taught = taught(body, &[(lesson, Amendment::Insert)]);
        assert_eq!(taught, "1. Look\r\n2. Ask\r\n3. Delete it\r\n\r\nAnd also:\r\n\r\n1. Ask\r\n7. Tell everybody\r\n");
    }

    #[test]
    fn steps_under_titles_and_in_fences_learn_in_their_manner() {
        let titles = "**1. Look**\n```bash\ndf -h\n```\n\n**2. Delete it**\n```bash\nrm -r /srv/old\n```\n";
        let both = [(skipped("imm-1", "known"), Amendment::Remark), added("imm-1", "Ask who owns it")];
        assert_eq!(
            taught(titles, &both),
            "**1. Look**\n```bash\ndf -h\n```\n\n**Note**: INC-7: skipped: known\n\n**2. Ask who owns it**\n\n\
             **3. Delete it**\n```bash\nrm -r /srv/old\n```\n"
        );
        let commands = "```bash\n# 1. Look\ndf -h\n\n# 2. Delete it\nrm -r /srv/old\n```\n";
        assert_eq!(
            taught(commands, &both),
            "```bash\n# 1. Look\n# INC-7: skipped: known\ndf -h\n\n# 2. Ask who owns it\n\n# 3. Delete it\nrm -r /srv/old\n```\n"
        );
        let gone = [(skipped("imm-1", "known"), Amendment::Remove)];
        assert_eq!(taught(commands, &gone), "```bash\n# 1. Delete it\nrm -r /srv/old\n```\n");
    }

    #[test]
    fn what_would_be_read_otherwise_than_it_is_meant_is_for_a_person() {
        let untitled = "```bash\n# Look\ndf -h\n\n# Delete it\nrm -r /srv/old\n```\n";
        assert_eq!(offered(untitled, &added("imm-1", "Ask").0), [Amendment::ByHand], "a comment without a command is no step");
        assert_eq!(offered("- Look\n", &skipped("imm-9", "gone")), [Amendment::ByHand]);
        assert_eq!(offered("- Look\n- Ask\n", &skipped("imm-1", "known")), [Amendment::Remark, Amendment::Remove]);
    }

    /// Every lesson of which something may come, each with what comes of a plain runbook's.
    fn each_way(file: &str, cuts: &Cuts) {
        let moved = |step: &str, than: &str| lesson(step, "", Departure::Earlier { than: than.to_owned() });
        for (lesson, amendments) in [
            (added("imm-1", "Ask").0, vec![Amendment::Insert]),
            (skipped("imm-2", "known"), vec![Amendment::Remark, Amendment::Remove]),
            (moved("imm-2", "imm-1"), vec![Amendment::Move, Amendment::Remark]),
        ] {
            assert_eq!(offered_in(file, cuts, &lesson), amendments, "{lesson:?} of\n{file}");
        }
    }

    #[test]
    fn a_file_that_says_that_it_is_one_runbook_is_read_as_one() {
        let text = "# Overview\n\n## Immediate Actions\n\n1. Look\n2. Delete it\n";
        each_way(&format!("---\nrunbook: disk-full\ntitle: \"Disk full\"\n---\n\n{text}"), &Cuts::default());
        each_way(
            "---\nrunbook: disk-full\n---\n\n## Disk full\n\n### Immediate Actions\n\n1. Look\n2. Delete it\n\n## Notes\n\n- Old\n",
            &Cuts::default(),
        );
    }

    #[test]
    fn what_was_cut_by_hand_is_read_as_it_was_cut() {
        let told = |heading: &str, begins| Told { heading: heading.to_owned(), nth: 0, begins };
        let steps = "1. Look\n2. Delete it\n";
        // By itself each would be a handbook section, two pieces, or a piece that begins further down.
        let by_name = format!("# Storage\n\n## Overview\n\n### Immediate Actions\n\n{steps}\n## Contacts\n\n- Ada\n");
        each_way(
            &by_name,
            &Cuts { level: None, told: vec![told("Overview", Begins::Runbook), told("Contacts", Begins::Handbook)] },
        );
        let joined =
            format!("# Storage\n\n## 1. Disk full\n\nIt fills.\n\n## Immediate Actions\n\n{steps}\n## 2. Disk slow\n\n- Wait\n");
        each_way(&joined, &Cuts { level: None, told: vec![told("Immediate Actions", Begins::Nothing)] });
        let deeper = format!("# Storage\n\n## Disks\n\n### Disk full\n\n#### Immediate Actions\n\n{steps}");
        each_way(&deeper, &Cuts { level: Some(3), told: vec![] });
    }
}
