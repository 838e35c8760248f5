use crate::lint::{
    Finding, Rule,
    sheet::Sheet,
    shell::{Call, Word},
};

/// Files that hold secrets, by the end of their names.
const SECRET_FILES: [&str; 12] = [
    ".env",
    ".env.local",
    ".env.production",
    ".pgpass",
    ".netrc",
    "credentials",
    "id_rsa",
    "id_ed25519",
    ".pem",
    ".key",
    ".my.cnf",
    "secrets.yaml",
];

const READERS: [&str; 8] = ["cat", "less", "more", "head", "tail", "bat", "strings", "tac"];

fn is_secret_file(word: &Word) -> bool {
    let name = word.value.rsplit('/').next().unwrap_or_default();
    SECRET_FILES.iter().any(|end| name == *end || (end.starts_with('.') && name.ends_with(end)))
        || (name.starts_with(".env.") && !["example", "sample", "template", "dist"].iter().any(|end| name.ends_with(end)))
}

/// Commands after which values are on the screen.
pub(in crate::lint) fn shown(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    // What is counted, hashed or kept is not shown.
    let silent = ["wc", "sha256sum", "md5sum", "cut", "pbcopy", "xclip", "$()"];
    for call in sheet.calls.iter().filter(|call| !silent.contains(&call.piped_into.as_str())) {
        if call.redirects.iter().any(|(operator, _)| operator.starts_with('>')) {
            continue;
        }
        let whole = (call.start, call.end);
        let finding = |what: String| sheet.finding(Rule::PrintsSecrets, whole, what);
        let file = call.args().iter().find(|word| is_secret_file(word));
        match (call.program(), file) {
            (program, Some(file)) if READERS.contains(&program) => {
                let instead = format!("cut -d= -f1 {}", file.raw);
                let told = finding(format!("`{}` shows every value of {}.", call.text(), file.value));
                found.push(if file.value.contains(".env") { told.fixed(whole, instead) } else { told });
            }
            ("grep" | "egrep" | "rg", Some(file)) if !call.has(&["-c", "-q", "-l", "--count", "--quiet"]) => {
                let told = finding(format!("`{}` shows the values that it finds in {}.", call.text(), file.value));
                found.push(told.fixed((call.end, call.end), " | cut -d= -f1"));
            }
            ("env" | "printenv" | "export" | "set", None) if prints_all(call) => {
                let told = finding(format!("`{}` shows all variables, and the secrets among them.", call.text()));
                found.push(told.fixed((call.end, call.end), " | cut -d= -f1"));
            }
            ("printenv" | "echo" | "printf", None) => {
                found.extend(
                    secret_variable(call).map(|word| finding(format!("`{}` shows the secret {}.", call.text(), word.value))),
                );
            }
            _ if reveals(call) => found.push(finding(format!("`{}` shows the secret itself.", call.text()))),
            _ => {}
        }
    }
    found
}

fn prints_all(call: &Call) -> bool {
    call.args().is_empty() && call.assigned.is_empty() || (call.program() == "export" && call.has(&["-p"]))
}

fn sounds_secret(name: &str) -> bool {
    let name = name.to_uppercase();
    ["SECRET", "PASSWORD", "PASSWD", "TOKEN", "API_KEY", "APIKEY", "PRIVATE_KEY", "ACCESS_KEY"]
        .iter()
        .any(|word| name.contains(word))
}

/// `echo $ADMIN_TOKEN` and `printenv ADMIN_TOKEN`.
fn secret_variable(call: &Call) -> Option<&Word> {
    if !call.piped_into.is_empty() {
        return None;
    }
    call.args().iter().find(|word| {
        let name = word.value.trim_start_matches(['$', '{']).trim_end_matches('}');
        let plain = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        plain && sounds_secret(name) && (word.value.starts_with('$') || call.program() == "printenv")
    })
}

/// Clients of secret stores that answer with the value.
fn reveals(call: &Call) -> bool {
    let plain = [call.plain(0), call.plain(1), call.plain(2)];
    let as_text = || {
        let format = call.value_of(&["-o", "--output"]).map(|word| word.value.as_str()).unwrap_or_default();
        let joined = call.option(&["-ojson", "-oyaml", "--output"]).is_some();
        joined || ["json", "yaml", "jsonpath", "go-template"].iter().any(|known| format.starts_with(known))
    };
    match (call.program(), plain) {
        ("kubectl" | "oc", _) => {
            let words: Vec<&str> = call.args().iter().map(|word| word.value.as_str()).collect();
            words.contains(&"get")
                && words.iter().any(|word| ["secret", "secrets"].contains(&word.split('/').next().unwrap_or_default()))
                && as_text()
        }
        ("aws", ["secretsmanager", "get-secret-value", _])
        | ("vault", ["kv", "get", _] | ["read", _, _])
        | ("heroku", ["config", _, _])
        | ("gcloud", ["secrets", "versions", "access"])
        | ("op", ["read", _, _]) => true,
        ("aws", ["ssm", "get-parameter" | "get-parameters", _]) => call.has(&["--with-decryption"]),
        _ => false,
    }
}

/// Secrets that stand in a command line, filled in or to be filled in.
pub(in crate::lint) fn typed(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for call in &sheet.calls {
        let words = call.args().iter().filter(|_| {
            ["echo", "printf"].contains(&call.program()) && call.redirects.iter().any(|(operator, _)| operator.starts_with('>'))
        });
        let assigned = call.assigned.iter().chain(words);
        for word in assigned {
            let Some((name, value)) = word.value.split_once('=') else { continue };
            if sounds_secret(name)
                && !value.is_empty()
                && !value.starts_with('$')
                && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
            {
                let mut what = format!("{name} is typed into a command line.");
                if call.redirects.iter().any(|(operator, _)| operator == ">>") {
                    what.push_str(" It is also added below the old value, which stays in the file.");
                }
                found.push(sheet.finding(Rule::SecretOnCommandLine, (word.start, word.end), what));
            }
        }
        let password = call.args().iter().find(|word| {
            let value = word.value.strip_prefix("--password=").or_else(|| {
                word.value.strip_prefix("-p").filter(|_| ["mysql", "mysqldump", "mariadb"].contains(&call.program()))
            });
            value.is_some_and(|value| !value.is_empty() && !value.starts_with('$'))
        });
        found.extend(password.map(|word| {
            sheet.finding(
                Rule::SecretOnCommandLine,
                (word.start, word.end),
                format!("`{}` is given its password in the command line.", call.program()),
            )
        }));
    }
    found
}
