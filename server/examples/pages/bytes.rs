//! What a browser loads at first, as it is sent. It is the one figure that a build fails for: `style/site.mjs`.

use std::{collections::HashMap, fs, path::Path};

use crate::table::Table;

/// Files that go together, and how many kilobytes in brotli they may be.
const LOADS: [(&str, &[&str], &str); 4] = [
    ("script and module of all pages", &["tocsin.js", "tocsin_bg.wasm"], "150"),
    ("style sheet", &["main.css"], "15"),
    ("script and module of the shared editor, where somebody edits", &["editor.js", "editor_bg.wasm"], "300"),
    ("style sheet of the shared editor", &["editor.css"], "5"),
];

pub(crate) fn of_the_first_load(table: &mut Table) {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site");
    let names: HashMap<String, String> = serde_json::from_slice(&fs::read(site.join("manifest.json")).unwrap()).unwrap();
    for (about, files, aim) in LOADS {
        let weight = |file: &&str| fs::metadata(site.join("pkg").join(format!("{}.br", names[*file]))).unwrap().len();
        #[expect(clippy::cast_precision_loss, reason = "some hundred thousand")]
        let bytes = files.iter().map(weight).sum::<u64>() as f64;
        table.put(format!("first load: {about} (aim: {aim} or less)"), bytes / 1000.0, "kB");
    }
}
