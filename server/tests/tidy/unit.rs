use crate::source::root;

#[test]
fn systemd_starts_tocsin_again_however_often_it_could_not_begin() {
    let unit = std::fs::read_to_string(root().join("deploy/tocsin.service")).unwrap();
    let (head, service) = unit.split_once("\n[Service]\n").unwrap();
    let says = |section: &str, setting: &str| section.lines().any(|line| line == setting);
    assert!(says(service, "Restart=always"));
    assert!(says(head, "StartLimitIntervalSec=0"), "it gives up after five failures in ten seconds, as after a power cut");
    assert!(!unit.contains("example.org"), "an address that leads nowhere");
}
