use std::process::Command;

use crate::support::{Server, allow_many_files};

/// Which kind of slowness, and the words that ask for it; each for 30 seconds with a thousand connections, of which `-r` begin in
/// a second. Those that ask for ranges are no slower than others, so that a thousand at once would be plain load.
const MODES: [(&str, &[&str]); 4] = [
    ("heads", &["-H", "-i", "5", "-t", "GET", "-r", "300"]),
    ("bodies", &["-B", "-i", "5", "-s", "8192", "-t", "POST", "-x", "10", "-r", "300"]),
    ("ranges", &["-R", "-t", "GET", "-a", "10", "-b", "3000", "-r", "100"]),
    ("readers", &["-X", "-n", "5", "-w", "256", "-y", "512", "-z", "32", "-k", "3", "-r", "300"]),
];

/// Takes two minutes, so that it is part of `make chaos` alone.
#[tokio::test(flavor = "multi_thread")]
async fn slowhttptest_finds_the_server_available_in_all_its_modes() {
    if !std::env::var("TOCSIN_CHAOS").is_ok_and(|form| form == "long") {
        return;
    }
    allow_many_files();
    let server = Server::start().await;
    let page = reqwest::get(format!("{}/sign-in", server.url)).await.unwrap().text().await.unwrap();
    let style = page.split('"').find(|word| word.starts_with("/pkg/main.")).unwrap();
    for (mode, words) in MODES {
        // Ranges are asked of files, and readers need something to take.
        let path = if ["ranges", "readers"].contains(&mode) { style } else { "/sign-in" };
        let mut command = Command::new("slowhttptest");
        command.args(words).args(["-c", "1000", "-l", "30", "-p", "5", "-u", &format!("{}{path}", server.url)]);
        let said = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
        let said = said.unwrap_or_else(|_| panic!("slowhttptest is not installed. Run bin/setup --tests to install it."));
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        let told: Vec<&str> = said.lines().filter(|line| line.contains("service available")).collect();
        println!("slow {mode}: asked {} times whether the service is available", told.len());
        assert!(told.len() >= 3 && told.iter().all(|line| line.contains("YES")), "slow {mode}:\n{said}");
    }
}
