//! How much can be broken: judged by words, so that a step asks for a second look. It is a help to
//! the reader and no guard; nothing is ever run because it seemed harmless.

use crate::runbooks::{Command, Danger};

const DESTRUCTIVE: &[&str] = &[
    "delete from",
    "drop table",
    "drop column",
    "drop database",
    "drop index",
    "truncate",
    "flushdb",
    "flushall",
    "rm -rf",
    "rm -r ",
    "rm -f",
    "restore-db",
    "promote-read-replica",
    "rotate-secret",
    "--force",
    "push -f",
    "mkfs",
    "dd if=",
    "delete namespace",
    "delete pvc",
    "terraform destroy",
    "kill -9",
    "purge",
    "db:push",
    "reset --hard",
];

const CHANGING: &[&str] = &[
    "pg_terminate_backend",
    "pg_cancel_backend",
    "create index",
    "alter ",
    "\nupdate ",
    "\"update ",
    "insert into",
    "grant ",
    "revoke ",
    "vacuum full",
    "reindex",
    "-x post",
    "-x put",
    "-x delete",
    "-x patch",
    "post /",
    "put /",
    "patch /",
    "delete /",
    "kubectl set",
    "kubectl scale",
    "kubectl delete",
    "kubectl apply",
    "kubectl patch",
    "rollout undo",
    "rollout restart",
    "kubectl drain",
    "kubectl cordon",
    "systemctl start",
    "systemctl stop",
    "systemctl restart",
    "systemctl reload",
    "pm2 restart",
    "pm2 stop",
    "pm2 reload",
    "pm2 delete",
    "docker restart",
    "docker stop",
    "docker rm",
    "modify-",
    "update-ip-set",
    "git push",
    "npm update",
    "npm audit fix",
    "apt-get install",
    "apt install",
    ">> ",
    "kill ",
    "config set",
    " restart",
    "redis-cli del",
    "migrate",
    "alembic upgrade",
    "helm upgrade",
    "helm rollback",
    "terraform apply",
];

const WARNING_PROSE: &[&str] = &[
    "use caution",
    "with caution",
    "high impact",
    "if safe",
    "kill ",
    "fail over",
    "failover",
    "roll back",
    "rollback",
    "restart",
    "flush ",
    "manually reverse",
    "approval",
];

pub(super) fn danger(text: &str, commands: &[Command], to_be_done: bool) -> Danger {
    let has = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    let judged = commands.iter().map(|command| {
        // A statement begins a line, or an argument.
        let text = format!("\n{}", command.text.to_lowercase()).replace("\n  ", "\n");
        if has(DESTRUCTIVE, &text) {
            Danger::Destructive
        } else if has(CHANGING, &text) {
            Danger::Caution
        } else {
            Danger::None
        }
    });
    let lower = text.to_lowercase();
    let looking =
        ["check", "verify", "confirm", "review", "inspect", "monitor", "watch"].iter().any(|word| lower.starts_with(word));
    let told = if to_be_done && !looking && has(WARNING_PROSE, &lower) { Danger::Caution } else { Danger::None };
    judged.max().unwrap_or_default().max(told)
}
