use crate::lint::{Finding, Rule, sheet::Sheet, shell::Call};

/// A way to never end, and a way to mend it.
struct Endless {
    how: String,
    /// Bytes of the file, and what to write there.
    fix: Option<((usize, usize), String)>,
}

pub(in crate::lint) fn never_ends(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for call in sheet.calls.iter().filter(|call| !call.bounded) {
        if let Some(Endless { how, fix }) = endless(call) {
            let mut what = format!("`{}` {how}.", short(call));
            if call.piped_into == "head" {
                what.push_str(" `head` ends it only once enough lines have come, which may be never.");
            }
            let finding = sheet.finding(Rule::NeverEnds, (call.start, call.end), what);
            found.push(match fix {
                Some((range, text)) => finding.fixed(range, text),
                None => finding,
            });
        }
    }
    found
}

fn short(call: &Call) -> String {
    let words: Vec<&str> = call.words.iter().take(3).map(|word| word.raw.as_str()).collect();
    words.join(" ")
}

const FOLLOW: &[&str] = &["-f", "--follow"];

fn endless(call: &Call) -> Option<Endless> {
    let plain = [call.plain(0), call.plain(1)];
    match (call.program(), plain) {
        ("tail", _) => option(call, &["-f", "-F", "--follow"], "waits for more lines for ever", Some("-n 200")),
        ("journalctl", _) => option(call, FOLLOW, "waits for more lines for ever", Some("-n 200")),
        ("dmesg", _) => option(call, &["-w", "--follow"], "waits for more lines for ever", None),
        ("kubectl" | "oc" | "docker" | "podman" | "nerdctl" | "stern" | "docker-compose" | "flyctl" | "fly" | "heroku", _)
            if call.args().iter().any(|word| word.value == "logs") =>
        {
            let follow: &[&str] = if call.program() == "heroku" { &["-t", "--tail"] } else { FOLLOW };
            option(call, follow, "waits for more lines for ever", Some("--tail=200"))
                .filter(|_| call.args().iter().any(|word| word.value == "logs"))
        }
        ("kubectl" | "oc", ["get", _]) => option(call, &["-w", "--watch", "--watch-only"], "watches for ever", Some("")),
        ("kubectl" | "oc", ["port-forward" | "proxy", _]) => Some(always(call, "holds the terminal until it is stopped", None)),
        ("aws", ["logs", "tail"]) => option(call, &["--follow"], "waits for more lines for ever", Some("")),
        ("pm2", ["monit", _]) => Some(always(call, "is a screen that has to be left by hand", Some("pm2 list"))),
        ("pm2", ["logs" | "log", _]) if !call.has(&["--nostream"]) => {
            let fix = ((call.end, call.end), " --nostream".to_owned());
            Some(Endless { how: "shows new lines for ever".to_owned(), fix: Some(fix) })
        }
        ("docker" | "podman", ["stats", _]) if !call.has(&["--no-stream"]) => {
            let fix = ((call.end, call.end), " --no-stream".to_owned());
            Some(Endless { how: "shows new figures for ever".to_owned(), fix: Some(fix) })
        }
        ("docker" | "podman" | "kubectl", ["events", _]) => Some(always(call, "waits for events for ever", None)),
        ("top", _) if !call.has(&["-n", "-l"]) => {
            Some(always(call, "is a screen that has to be left by hand", Some("top -b -n 1")))
        }
        ("htop" | "btop" | "atop" | "iotop" | "nethogs" | "k9s" | "glances", _) if !call.has(&["-b", "-n"]) => {
            Some(always(call, "is a screen that has to be left by hand", None))
        }
        ("watch", _) => Some(always(call, "repeats a command until it is stopped", None)),
        ("ping" | "ping6", _) if !call.has(&["-c", "-w", "-W"]) => {
            let at = call.words.first().map_or(call.start, |word| word.end);
            Some(Endless { how: "goes on until it is stopped".to_owned(), fix: Some(((at, at), " -c 4".to_owned())) })
        }
        ("tcpdump" | "tshark", _) if !call.has(&["-c", "-r", "-a"]) => Some(always(call, "records until it is stopped", None)),
        ("redis-cli", _) => {
            let word = call.args().iter().find(|word| {
                word.value.eq_ignore_ascii_case("monitor")
                    || ["--stat", "--latency", "--latency-history"].contains(&word.value.as_str())
            });
            word.map(|_| always(call, "goes on until it is stopped", None))
        }
        ("vmstat" | "iostat" | "mpstat", [interval, count]) if count.is_empty() && interval.parse::<u32>().is_ok() => {
            Some(Endless { how: "repeats for ever".to_owned(), fix: Some(((call.end, call.end), " 5".to_owned())) })
        }
        _ => None,
    }
}

fn always(call: &Call, how: &str, instead: Option<&str>) -> Endless {
    let fix = instead.map(|text| ((call.start, call.end), text.to_owned()));
    Endless { how: how.to_owned(), fix }
}

/// An option alone makes it endless, and another mends it; nothing instead takes the option away.
fn option(call: &Call, names: &[&str], how: &str, instead: Option<&str>) -> Option<Endless> {
    let word = call.option(names)?;
    let alone = names.contains(&word.value.as_str());
    let how = format!("{how} ({})", word.value);
    let fix = instead.filter(|_| alone).map(|text| {
        // Without the option, one blank less.
        let start = if text.is_empty() { word.start.saturating_sub(1).max(call.start) } else { word.start };
        ((start, word.end), text.to_owned())
    });
    Some(Endless { how, fix })
}
