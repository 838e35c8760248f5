use domain::{
    incidents::Severity,
    runbooks::{PieceKind, Runbook, SeverityWords, Upkeep, Whom, import::Begins},
};

use super::{Choices, Handed, PiecePreview, Place, Preview, RunbookFilter, SaidOfFile, SaidOfMany};
use crate::{
    Ask, Backend,
    testing::{ada, ben, cleo, dev, on_both_databases, refusal},
};

const NIGHT: &str = "# Night shift\n\n## Databases\n\n### Replica lags\n\n#### Mitigation\n\n1. Stop the export\n2. Watch the lag\n\n\
### Disk is full\n\n#### Mitigation\n\n1. Delete old archives\n\n## Network\n\n### Packets get lost\n\n#### Mitigation\n\n1. Switch to the other line\n\n\
## Words\n\nWhat we mean by words.\n";

const DAY: &str = "# Day shift\n\n## Databases\n\n### Mitigation\n\n1. Stop the export\n2. Watch the lag\n\n## Network\n\n### Mitigation\n\n\
1. Switch to the other line\n";

fn night(text: &str) -> Vec<Handed> {
    vec![Handed { name: "night.md".to_owned(), bytes: text.as_bytes().to_vec() }]
}

async fn look(backend: &Backend, text: &str, choices: &Choices) -> Preview {
    backend.preview_import(Ask::by(ada()), night(text), choices).await.unwrap()
}

/// What the form of this preview says where nobody touches it.
pub(super) fn untouched(preview: &Preview) -> SaidOfFile {
    let file = &preview.files[0];
    let of = |piece: &PiecePreview| if piece.runbook.is_some() { Begins::Runbook } else { Begins::Handbook };
    let pieces = file.pieces.iter().filter(|piece| piece.has_heading).map(|piece| (piece.line, of(piece)));
    SaidOfFile { level: file.cuts.level, pieces: pieces.collect(), ..SaidOfFile::default() }
}

/// What somebody sees after they said something and looked again.
async fn after(backend: &Backend, text: &str, before: Choices, said: SaidOfFile, many: &SaidOfMany) -> (Choices, Preview) {
    let choices = backend.decide_import(Ask::by(ada()), night(text), before, &[said], many).await.unwrap();
    let preview = look(backend, text, &choices).await;
    (choices, preview)
}

fn runbooks(preview: &Preview) -> Vec<&str> {
    preview.files[0].pieces.iter().filter(|piece| piece.runbook.is_some()).map(|piece| piece.title.as_str()).collect()
}

fn line(text: &str, words: &str) -> usize {
    text.lines().position(|line| line.ends_with(words)).unwrap() + 1
}

async fn imported(backend: &Backend, slug: &str) -> Runbook {
    backend.runbook(Ask::by(cleo()), slug).await.unwrap().runbook
}

on_both_databases! {
    async fn a_form_that_nobody_touched_says_nothing(backend) {
        let plain = look(&backend, NIGHT, &Choices::default()).await;
        let (choices, again) = after(&backend, NIGHT, Choices::default(), untouched(&plain), &SaidOfMany::default()).await;
        assert!(choices.cuts["night.md"].is_empty() && choices.upkeep.is_empty(), "{choices:?}");
        assert_eq!(runbooks(&again), runbooks(&plain));
    }

    async fn a_file_is_cut_at_the_headings_that_a_person_names_and_stays_so(backend) {
        let plain = look(&backend, NIGHT, &Choices::default()).await;
        assert_eq!(runbooks(&plain), [] as [&str; 0]);
        // At all headings of a level; the chapters above them end no runbook.
        let third = SaidOfFile { level: Some(3), ..untouched(&plain) };
        let (choices, level) = after(&backend, NIGHT, Choices::default(), third, &SaidOfMany::default()).await;
        assert_eq!(runbooks(&level), ["Replica lags", "Disk is full", "Packets get lost"]);
        // One of them is no piece of its own after all, and the chapter that nobody wants to be one is a runbook.
        let mut said = untouched(&level);
        said.pieces.insert(line(NIGHT, "Disk is full"), Begins::Nothing);
        said.pieces.insert(line(NIGHT, "## Words"), Begins::Runbook);
        let (choices, joined) = after(&backend, NIGHT, choices, said, &SaidOfMany::default()).await;
        assert_eq!(runbooks(&joined), ["Replica lags", "Packets get lost", "Words"]);
        // And back: the heading within the piece above begins one again.
        let mut said = untouched(&joined);
        let inside = &joined.files[0].pieces.iter().find(|piece| piece.title == "Replica lags").unwrap().headings;
        said.cut_at.insert(inside.iter().find(|heading| heading.words == "Disk is full").unwrap().line);
        let (choices, cut) = after(&backend, NIGHT, choices, said, &SaidOfMany::default()).await;
        assert_eq!(runbooks(&cut), ["Replica lags", "Disk is full", "Packets get lost", "Words"]);

        backend.import(Ask::by(ada()), night(NIGHT), &choices).await.unwrap();
        let out = backend.export_sources(Ask::by(cleo())).await.unwrap();
        assert_eq!(out[0].1, NIGHT.as_bytes());
        assert!(backend.runbook_health(Ask::by(cleo()), "words").await.is_ok());
        // The next file of that name is cut in the same way, though its lines stand elsewhere.
        let longer = NIGHT.replace("# Night shift\n", "# Night shift\n\nWho is awake reads this.\n").replace("Watch the lag", "Watch the lag fall");
        let next = look(&backend, &longer, &Choices::default()).await;
        assert_eq!(runbooks(&next), runbooks(&cut));
        let second = backend.import(Ask::by(ada()), night(&longer), &Choices::default()).await.unwrap();
        assert_eq!((second.created.len(), second.changed.as_slice(), second.same), (0, &["replica-lags".to_owned()][..], 3));
        // Who takes it back for this file gets it as it stands.
        let back = SaidOfFile { level: None, ..untouched(&next) };
        let (_, plain) = after(&backend, &longer, Choices::default(), back, &SaidOfMany::default()).await;
        assert_eq!(runbooks(&plain), [] as [&str; 0]);
    }

    async fn a_proposal_changes_a_runbook_that_was_cut_by_hand(backend) {
        let plain = look(&backend, NIGHT, &Choices::default()).await;
        let third = SaidOfFile { level: Some(3), ..untouched(&plain) };
        let (choices, _) = after(&backend, NIGHT, Choices::default(), third, &SaidOfMany::default()).await;
        backend.import(Ask::by(ada()), night(NIGHT), &choices).await.unwrap();
        let mut tx = backend.db.read().await.unwrap();
        let runbook = imported(&backend, "disk-is-full").await;
        let place = Place::of(&mut tx, &runbook).await.unwrap();
        assert_eq!(place.file.document.file, "night.md");
        let spliced = place.with("### Disk is full\n\n#### Mitigation\n\n1. Delete old archives\n2. Say so\n\n").unwrap();
        assert_eq!(spliced.runbook().unwrap().1.steps().count(), 2);
        let others = spliced.file.document.pieces.iter().filter(|piece| matches!(piece.kind, PieceKind::Runbook(_)));
        assert_eq!(others.count(), 3);
        // A heading of the level at which this file is cut would be another runbook.
        assert!(place.with("### Disk is full\n\n1. One\n\n### And another\n\n1. Two\n").is_err());
    }

    async fn owner_severity_and_interval_are_said_of_many_at_once_and_outlive_the_next_file(backend) {
        let plain = look(&backend, DAY, &Choices::default()).await;
        let many = |whom, owners: &str, severity: &str, days: &str| SaidOfMany {
            whom,
            upkeep: Upkeep::read(owners, severity, days).unwrap(),
            take_back: false,
        };
        let mut ticked = untouched(&plain);
        ticked.ticked.insert(line(DAY, "## Network"));
        let (choices, _) = after(&backend, DAY, Choices::default(), ticked, &many(Whom::Ticked, "Network team", "P1", "")).await;
        let (choices, _) = after(&backend, DAY, choices, untouched(&plain), &many(Whom::WithoutOwner, "Platform, Data", "", "30")).await;
        let (choices, last) = after(&backend, DAY, choices, untouched(&plain), &many(Whom::WithoutSeverity, "", "P2", "")).await;
        let said = |title: &str| last.files[0].pieces.iter().find(|piece| piece.title == title).unwrap().upkeep.clone();
        assert_eq!(said("Databases"), Upkeep::read("Platform, Data", "P2", "30").unwrap());
        assert_eq!(said("Network"), Upkeep::read("Network team", "P1", "").unwrap());
        backend.import(Ask::by(ada()), night(DAY), &choices).await.unwrap();
        let (databases, network) = (imported(&backend, "databases").await, imported(&backend, "network").await);
        assert_eq!((databases.owners.as_slice(), databases.review_days()), (&["Platform".to_owned(), "Data".to_owned()][..], 30));
        assert_eq!((network.review_days(), network.severity.unwrap().level), (90, Severity::P1));
        assert_eq!((network.next_review - databases.next_review).num_days(), 60);
        let listed = backend.list_runbooks(Ask::by(cleo()), RunbookFilter::default()).await.unwrap().runbooks;
        assert_eq!(listed.iter().find(|row| row.slug == "databases").unwrap().owners, "Platform, Data");

        // The next version says of them what the first one did: nothing. One that names an owner counts.
        let longer = DAY.replace("Stop the export", "Stop the nightly export").replace("## Network\n", "## Network\n\n**Owner:** Carrier desk\n");
        backend.import(Ask::by(ada()), night(&longer), &Choices::default()).await.unwrap();
        let (databases, network) = (imported(&backend, "databases").await, imported(&backend, "network").await);
        assert_eq!((databases.version(), databases.owners.as_slice()), (2, &["Platform".to_owned(), "Data".to_owned()][..]));
        assert_eq!((network.owners.as_slice(), network.severity.unwrap().level), (&["Carrier desk".to_owned()][..], Severity::P1));
        // What was exported comes back into an empty database as it was, whatever the text says.
        let file = backend.export_runbooks(Ask::by(cleo())).await.unwrap().into_iter().find(|file| file.slug == "databases").unwrap();
        let alone = vec![Handed { name: "databases.md".to_owned(), bytes: file.text.into_bytes() }];
        let again = backend.import(Ask::by(ada()), alone, &Choices::default()).await.unwrap();
        assert_eq!(again.same, 1);
    }

    async fn what_was_said_is_taken_back(backend) {
        let plain = look(&backend, DAY, &Choices::default()).await;
        let all = SaidOfMany { whom: Whom::All, upkeep: Upkeep::read("Platform", "", "").unwrap(), take_back: false };
        let (choices, _) = after(&backend, DAY, Choices::default(), untouched(&plain), &all).await;
        assert_eq!(choices.upkeep.len(), 2);
        let back = SaidOfMany { whom: Whom::All, take_back: true, ..SaidOfMany::default() };
        let (choices, _) = after(&backend, DAY, choices, untouched(&plain), &back).await;
        assert_eq!(choices.upkeep, []);
    }

    async fn upkeep_changes_by_itself_and_a_shorter_interval_brings_the_review_forward(backend) {
        backend.import(Ask::by(ada()), night(DAY), &Choices::default()).await.unwrap();
        let before = imported(&backend, "network").await;
        let upkeep = Upkeep::read("Network team", "p0", "14").unwrap();
        let after = backend.change_upkeep(Ask::by(ada()), "network", &upkeep).await.unwrap();
        assert_eq!((after.owners.as_slice(), after.review_days()), (&["Network team".to_owned()][..], 14));
        assert_eq!((before.next_review - after.next_review).num_days(), 76);
        let longer = backend.change_upkeep(Ask::by(ada()), "network", &Upkeep::read("", "", "180").unwrap()).await.unwrap();
        assert_eq!(longer.next_review, after.next_review);
        assert_eq!(longer.owners, after.owners);
        let same = backend.change_upkeep(Ask::by(ada()), "network", &Upkeep::read("Network team", "P0", "180").unwrap()).await.unwrap();
        assert_eq!(same.seq, longer.seq);
        refusal(backend.change_upkeep(Ask::by(ben()), "network", &upkeep).await);
        assert!(Upkeep::read("", "", "0").is_err() && Upkeep::read("", "", "often").is_err() && Upkeep::read("", "loud", "").is_err());
    }

    async fn what_was_said_of_a_runbook_is_taken_back_field_by_field(backend) {
        backend.import(Ask::by(ada()), night(&DAY.replace("## Databases\n", "## Databases\n\n**Severity:** High\n")), &Choices::default()).await.unwrap();
        let say = async |slug, owners, severity, days| {
            backend.change_upkeep(Ask::by(ada()), slug, &Upkeep::read_whole(owners, severity, days).unwrap()).await.unwrap()
        };
        let said = say("databases", "Platform", "p3", "30").await;
        assert_eq!((said.owners.len(), said.severity.unwrap().level, said.review_days), (1, Severity::P3, Some(30)));
        // What the form shows then, sent as it is, changes nothing.
        assert_eq!(say("databases", "Platform", "p3", "30").await.seq, said.seq);
        let back = say("databases", " , ", Upkeep::AS_WRITTEN, "").await;
        assert_eq!((back.owners.len(), back.review_days, back.review_days()), (0, None, 90));
        let severity = back.severity.unwrap();
        assert_eq!((severity.original.as_str(), severity.level), ("High", Severity::P1));
        assert_eq!(say("databases", "", Upkeep::AS_WRITTEN, "").await.seq, back.seq);
        // Where the text names none, there is none again.
        assert!(say("network", "", "p0", "").await.severity.is_some());
        assert_eq!(say("network", "", Upkeep::AS_WRITTEN, "").await.severity, None);
        // Nobody answers for it in the next version either, while the text says what it said.
        let longer = DAY.replace("2. Watch the lag", "2. Watch the lag\n3. Write it down");
        backend.import(Ask::by(ada()), night(&longer), &Choices::default()).await.unwrap();
        assert_eq!(imported(&backend, "databases").await.owners, Vec::<String>::new());
    }

    async fn severities_are_read_in_the_words_of_the_organisation(backend) {
        let text = "# Day\n\n## Lights\n\n**Severity:** Rot/Gelb\n\n### Mitigation\n\n1. Look\n\n## Doors\n\n**Severity:** Critical\n\n### Mitigation\n\n1. Look\n";
        let warnings = |preview: &Preview| preview.files[0].document.warnings.iter().filter(|warning| warning.message.contains("is no severity")).count();
        assert_eq!(warnings(&look(&backend, text, &Choices::default()).await), 1);
        let words = |p0: &str, p2: &str| SeverityWords::read_all(&[(Severity::P0, p0.to_owned()), (Severity::P2, p2.to_owned())]).unwrap();
        refusal(backend.revise_severity_words(Ask::by(ada()), words("rot", "gelb, critical")).await);
        let agreed = backend.revise_severity_words(Ask::by(dev()), words("rot", "gelb, critical")).await.unwrap();
        assert_eq!(backend.revise_severity_words(Ask::by(dev()), words("rot", "gelb, critical")).await.unwrap().seq, agreed.seq);
        assert_eq!(warnings(&look(&backend, text, &Choices::default()).await), 0);
        backend.import(Ask::by(ada()), night(text), &Choices::default()).await.unwrap();
        let (lights, doors) = (imported(&backend, "lights").await.severity.unwrap(), imported(&backend, "doors").await.severity.unwrap());
        assert_eq!((lights.original.as_str(), lights.level, doors.level), ("Rot/Gelb", Severity::P0, Severity::P2));
        let health = backend.runbook_health(Ask::by(cleo()), "lights").await.unwrap();
        assert!(health.file.iter().chain(&health.own).all(|shown| shown.finding.rule.id() != "unreadable-metadata"));
        // What was exported in these words is read in them again.
        let file = backend.export_runbooks(Ask::by(cleo())).await.unwrap().into_iter().find(|file| file.slug == "lights").unwrap();
        let again = backend.import(Ask::by(ada()), vec![Handed { name: "lights.md".to_owned(), bytes: file.text.into_bytes() }], &Choices::default()).await.unwrap();
        assert_eq!(again.same, 1);
        assert_eq!(imported(&backend, "lights").await.severity.unwrap().level, Severity::P0);
    }
}
