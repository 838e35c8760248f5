//! Libraries of any size, in the way in which people write runbooks: fifty in a file, each of them another one.

use backend::runbooks::Handed;

/// An import takes no more than 200 files.
const IN_A_FILE: usize = 50;

const SERVICES: [&str; 20] = [
    "Checkout",
    "Billing",
    "Search",
    "Login",
    "Mail",
    "Uploads",
    "Reports",
    "Catalogue",
    "Basket",
    "Pricing",
    "Ledger",
    "Invoices",
    "Webhooks",
    "Imports",
    "Exports",
    "Sessions",
    "Archive",
    "Shipping",
    "Stock",
    "Profiles",
];
const TROUBLES: [&str; 10] = [
    "times out",
    "runs out of disk",
    "answers with 502",
    "loses messages",
    "is slow at night",
    "refuses connections",
    "fills its queue",
    "leaks memory",
    "serves stale data",
    "fails after a deploy",
];
const PARTS: [&str; 8] = ["primary", "replica", "cache", "queue", "gateway", "scheduler", "worker", "index"];

/// `count` runbooks in files whose names begin with `name`; those of another name are others.
pub(crate) fn library(name: &str, count: usize) -> Vec<Handed> {
    let numbers: Vec<usize> = (1..=count).collect();
    let files = numbers.chunks(IN_A_FILE).enumerate().map(|(nth, numbers)| {
        let runbooks: String = numbers.iter().map(|number| runbook(name, *number)).collect();
        let text = format!("# {name} runbooks, part {nth}\n\n**Next Review**: 2031-01-01\n\n---\n\n{runbooks}");
        Handed { name: format!("{}-{nth}.md", name.to_lowercase()), bytes: text.into_bytes() }
    });
    files.collect()
}

fn runbook(name: &str, number: usize) -> String {
    let one_of = |words: &[&'static str], step: usize| words.get(number / step % words.len()).copied().unwrap_or_default();
    let (service, trouble, part) = (one_of(&SERVICES, 1), one_of(&TROUBLES, 20), one_of(&PARTS, 3));
    let metric = format!("{}_{part}_waiting", service.to_lowercase());
    format!(
        "## Runbook {number} — {service} {trouble}, {name} {number}

**Severity:** P{level}
**Owner:** {service} team

### Symptoms

- `{metric}` grows for more than ten minutes.
- The log of node {number} says `E{number}: {part} unavailable`.
- Customers of {service} write in that it {trouble}.

### Likely Causes

- One kind of request holds all threads of the {part}.
- A certificate of node {number} has run out.

### Diagnostics

1. List what waits by kind: `SELECT kind, count(*) FROM jobs WHERE node = {number} GROUP BY kind;`
2. Compare the slowest kind with that of last week.
3. Look at how many of the {part}s are alive.
4. Look for a deploy at the time when the line began to rise.

### Mitigation

1. Pause imports: `POST /admin/{part}/pause`
2. Move the slow kind to a {part} of its own, so that others get through.
3. Start two more while the queue is above 10,000.

### Prevention

- Give each kind of request a time limit.
- Alert on the age of the oldest, and not on their number alone.

---

",
        level = number % 4
    )
}
