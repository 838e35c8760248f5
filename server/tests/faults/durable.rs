use std::fs;

use domain::{
    live::{ClientMessage, ServerMessage, Topic},
    people::Role,
};

use crate::{load::Scene, support::Server};

/// As the kernel sees it: who was asked what, when the disk had it, and what left the server.
const WATCHED: &str = "trace=fdatasync,fsync,read,recvfrom,write,writev,sendto,sendmsg";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_acknowledged_or_shown_before_the_disk_has_it() {
    let strace = ["strace", "-D", "-f", "-qq", "-e", WATCHED, "-e", "signal=none", "-s", "160", "-o", "{data}/trace"];
    let server = Server::start_under(&strace, &[]).await;
    let ada = server.joined("Ada", Role::Commander).await;
    let backend = server.backend().await;
    let scene = Scene::set(&backend, 1).await;
    backend.db.close().await;
    let mut tab = ada.open_live().await;
    tab.say(&ClientMessage::Watch { topic: Topic::Incident(scene.incident), after: 0 }).await;
    // The room as it is before.
    while !matches!(tab.hear().await.unwrap(), ServerMessage::Regions { regions, .. } if regions.len() > 1) {}
    let (number, checklist) = (scene.number.to_string(), scene.checklist.to_string());
    for n in 0..20 {
        let key = format!("item-0-{n}");
        let answer = ada.call("tick_item", &[("number", &number), ("checklist", &checklist), ("check", &key)]).await;
        assert!(answer.status().is_success() || answer.status().is_redirection());
        // Until it was seen, so that what follows belongs to the next.
        let shown = format!("{key}\"");
        loop {
            let message = tab.hear().await.unwrap();
            if matches!(&message, ServerMessage::Regions { regions, .. } if regions.iter().any(|region| region.html.contains(&shown)))
            {
                break;
            }
        }
    }
    let trace = fs::read_to_string(server.folder().join("trace")).unwrap();
    let rounds: Vec<&str> = trace.split("POST /api/tick_item").skip(1).collect();
    assert_eq!(rounds.len(), 20, "the trace has every request");
    for (n, round) in rounds.iter().enumerate() {
        let lines: Vec<&str> = round.lines().collect();
        let on_disk = lines.iter().position(|line| {
            ["fsync(", "fdatasync(", "fsync resumed", "fdatasync resumed"].iter().any(|call| line.contains(call))
                && line.trim_end().ends_with("= 0")
        });
        let on_disk = on_disk.unwrap_or_else(|| panic!("tick {n} was never on the disk:\n{round}"));
        let leaves = |line: &str| ["write(", "writev(", "sendto(", "sendmsg("].iter().any(|call| line.contains(call));
        // Who has the page open is told at any time.
        let tells = |line: &str| line.contains("HTTP/1.1 ") || (line.contains("regions") && !line.contains(r#"\"here\""#));
        let told = lines.iter().position(|line| leaves(line) && tells(line));
        let told = told.unwrap_or_else(|| panic!("nobody was told of tick {n}:\n{round}"));
        assert!(on_disk < told, "tick {n} was told before the disk had it:\n{round}");
    }
}
