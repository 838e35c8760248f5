use crate::diagnostics::Targets;

fn read(text: &str) -> Result<Targets, String> {
    Targets::from_toml(&text.parse().unwrap()).map_err(|bad| bad.to_string())
}

#[test]
fn targets_are_read_and_never_show_their_secrets() {
    let targets = read(
        r#"
        [targets.shop-db]
        kind = "postgres"
        url = "postgres://look:hunter2@db/shop"
        max_rows = 50
        [targets.shop]
        kind = "http"
        base_url = "https://shop.internal/api/"
        headers = { authorization = "Bearer hunter2", x-path = { env = "PATH" } }
        "#,
    )
    .unwrap();
    assert_eq!(targets.names(), ["shop", "shop-db"]);
    assert!(!format!("{targets:?}").contains("hunter2"));
    assert!(read("listen = 1").unwrap().names().is_empty());
}

#[test]
fn a_bad_entry_is_named_and_says_what_to_write() {
    for (entry, said) in [
        ("kind = \"shell\"", "shell"),
        ("kind = \"postgres\"", "exactly one of url"),
        ("kind = \"postgres\"\nurl = \"mysql://x\"", "postgres://"),
        ("kind = \"postgres\"\nurl = \"postgres://x\"\nurl_env = \"X\"", "exactly one of url"),
        ("kind = \"postgres\"\nurl_env = \"TOCSIN_NO_SUCH\"", "TOCSIN_NO_SUCH is not set"),
        ("kind = \"postgres\"\nurl_file = \"/nowhere/secret\"", "/nowhere/secret"),
        ("kind = \"postgres\"\nurl = \"postgres://x\"\nmax_rows = 0", "max_rows"),
        ("kind = \"postgres\"\nurl = \"postgres://x\"\ntimeout = 5", "timeout"),
        ("kind = \"http\"\nbase_url = \"ftp://x\"", "http://"),
        ("kind = \"http\"\nbase_url = \"http://a:hunter2@x/\"", "password"),
        ("kind = \"http\"\nbase_url = \"http://x/\"\ntimeout_ms = 900000", "time-out"),
    ] {
        let sentence = read(&format!("[targets.odd]\n{entry}")).unwrap_err();
        assert!(sentence.contains("odd") && sentence.contains(said), "{entry}: {sentence}");
        assert!(!sentence.contains("hunter2"));
    }
}
