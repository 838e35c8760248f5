use std::{path::Path, process::ExitCode};

use backend::{
    Ask, Backend, Clock,
    diagnostics::{Prober, Targets},
    doctor::Finding,
    mail::Transport,
};
use domain::{
    diagnostics::{Check, Method, Outcome, ProbeRequest, TargetCard, TargetKind},
    people::Who,
};

use crate::settings::Settings;

/// Looks at everything that an installation rests on and says what it finds, a line each.
pub(super) async fn doctor(settings: Settings) -> anyhow::Result<ExitCode> {
    let mut report = Report::default();
    let transport = Transport::new(&settings.mail, settings.data.join("mail"), &settings.public_url);
    let mail = if settings.mail.smtp.is_some() { "by SMTP" } else { "into files, since mail.smtp is not set" };
    let mut problems: Vec<String> = transport.as_ref().err().cloned().into_iter().collect();
    problems.extend(settings.metrics_door().err().map(|error| format!("{error:#}")));
    problems.extend(settings.unreachable());
    report.say("settings", &format!("{}, mail goes {mail}", settings.public_url), &problems);
    if let Some(backend) = open(&settings, &mut report).await {
        let who = Who::tocsin();
        let damage = backend.damage().await.unwrap_or_else(|error| vec![error.to_string()]);
        let storage = if backend.db.is_postgres() {
            "left to PostgreSQL, since its pages can't be looked at from here"
        } else {
            "every page of the file looked at"
        };
        report.say("storage", storage, &damage);
        report.found("commits", backend.check_durability(Ask::by(&who)).await);
        report.found("log", backend.check_chains(Ask::by(&who)).await);
        report.found("lists", backend.check_read_models(Ask::by(&who)).await);
        report.found("clocks", backend.check_timers(Ask::by(&who)).await);
        report.found("mail", backend.check_mail(Ask::by(&who)).await);
    }
    if let Ok(transport) = &transport {
        mail_server(transport, &mut report).await;
    }
    providers(&settings, &mut report).await;
    targets(&settings, &mut report).await;
    Ok(report.end())
}

async fn open(settings: &Settings, report: &mut Report) -> Option<Backend> {
    let file = settings.database_url.strip_prefix("sqlite:").map(|file| file.trim_start_matches("//"));
    if let Some(file) = file.filter(|file| !Path::new(file).exists()) {
        // Opening it would make it.
        let problem = format!("{file} does not exist. Choose the data folder with --data, or start `tocsin serve` first.");
        report.say("database", "SQLite", &[problem]);
        return None;
    }
    let kind = if file.is_some() { "SQLite" } else { "PostgreSQL" };
    match Backend::open(&settings.database_url).await {
        Ok(backend) => {
            if backend.db.newer_migrations().is_empty() {
                report.say("database", &format!("{kind}, its schema is up to date"), &[]);
            } else {
                let problem = "A newer Tocsin has changed it, and this one works on with it: update this one.".to_owned();
                report.say("database", &format!("{kind}, its schema is newer than this Tocsin"), &[problem]);
            }
            Some(backend)
        }
        Err(error) => {
            report.say("database", kind, &[format!("It can't be opened: {error}. Check database_url.")]);
            None
        }
    }
}

async fn mail_server(transport: &Transport, report: &mut Report) {
    match transport.knock().await {
        Some(Ok(said)) => report.say("mail server", said, &[]),
        Some(Err(problem)) => report.say("mail server", "letters can't leave", &[problem]),
        None => {} // The settings' line says so.
    }
}

/// Asks each provider of sign-in what a browser would need.
async fn providers(settings: &Settings, report: &mut Report) {
    for (card, found) in settings.providers.examine(&Clock::default()).await {
        let about = format!("sign-in by {}", card.key);
        match found {
            Ok(said) => report.say(&about, &said, &[]),
            Err(problem) => report.say(&about, "nobody can sign in by it", &[problem]),
        }
    }
}

/// Tries on each target that what must not be possible is not, and whether it answers.
async fn targets(settings: &Settings, report: &mut Report) {
    let table = toml::Table::from_iter([("targets".to_owned(), toml::Value::Table(settings.targets.clone()))]);
    let targets = match Targets::from_toml(&table) {
        Ok(targets) => targets,
        Err(bad) => return report.say("targets", "not read", &[bad.to_string()]),
    };
    let prober = Prober::new(targets);
    if prober.names().is_empty() {
        report.say("targets", "none configured, so that there is nothing to look at in diagnostics", &[]);
    }
    for card in prober.cards() {
        let tests = prober.self_test(&card.name).await;
        let mut problems: Vec<String> =
            tests.iter().filter(|test| !test.passed).map(|test| format!("{}: {}", test.check, test.said)).collect();
        if problems.is_empty() {
            problems.extend(silence(&prober, &card).await);
        }
        let said = format!("{} things tried that must not be possible", tests.len());
        report.say(&format!("target {}", card.name), &said, &problems);
    }
}

/// Why nothing is heard from a target, if so. Whatever it answers will do, save what leads from one address of its own to the
/// next and the next: only its probes know which paths are there. What is tried on a database has asked it already.
async fn silence(prober: &Prober, card: &TargetCard) -> Option<String> {
    if card.kind != TargetKind::Http {
        return None;
    }
    let request = ProbeRequest {
        target: card.name.clone(),
        title: "It answers".to_owned(),
        check: Check::Http { method: Method::Head, path: String::new(), json_path: None },
        predicate: None,
    };
    let run = prober.run(&request, Clock::default().now()).await;
    (run.outcome == Outcome::CouldNotObserve).then_some(run.explanation)
}

#[derive(Default)]
struct Report {
    problems: usize,
}

#[allow(clippy::print_stdout, reason = "a report is what this command is for")]
impl Report {
    fn say(&mut self, about: &str, said: &str, problems: &[String]) {
        let mark = if problems.is_empty() { "well " } else { "WRONG" };
        println!("{mark}  {about}: {said}");
        for problem in problems {
            println!("       {problem}");
        }
        self.problems += problems.len();
    }

    fn found(&mut self, about: &str, finding: backend::Result<Finding>) {
        match finding {
            Ok(finding) => self.say(about, &finding.said, &finding.problems),
            Err(error) => self.say(about, "could not be looked at", &[error.to_string()]),
        }
    }

    fn end(self) -> ExitCode {
        match self.problems {
            0 => {
                println!("All is well.");
                ExitCode::SUCCESS
            }
            1 => {
                println!("1 problem.");
                ExitCode::FAILURE
            }
            problems => {
                println!("{problems} problems.");
                ExitCode::FAILURE
            }
        }
    }
}
