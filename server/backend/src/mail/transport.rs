use std::{path::PathBuf, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use serde::Deserialize;
use uuid::Uuid;

use super::Mail;

/// How mail leaves: into a folder (the default, so that nothing is lost before SMTP is set up) or by SMTP.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailSettings {
    /// `smtp://user:password@host:port`, or `smtps://…`; absent: letters become files.
    pub smtp: Option<String>,
    pub from: String,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self { smtp: None, from: "Tocsin <tocsin@localhost>".to_owned() }
    }
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

/// One attempt takes no longer, so that a mail server that says nothing keeps no other letter from leaving. Shorter than a
/// letter is claimed for; lettre itself limits how long connecting takes, and not how long an answer does
/// (<https://github.com/lettre/lettre/issues/1027>).
pub(super) const PATIENCE: Duration = Duration::from_secs(45);

/// Takes letters to where they are read.
pub struct Transport {
    way: Way,
    from: Mailbox,
    /// The address of this installation, for links in letters.
    site: String,
    pub(super) patience: Duration,
}

/// Why a letter was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotTaken {
    pub(super) because: String,
    /// Whether the mail server means it for good: it would answer the next attempt alike. It is tried again all the same, since
    /// what is wrong may be mended there.
    pub(super) is_refused: bool,
}

impl NotTaken {
    fn refused(because: String) -> Self {
        Self { because, is_refused: true }
    }

    fn put_off(because: String) -> Self {
        Self { because, is_refused: false }
    }
}

impl Transport {
    /// Refuses, with a sentence, settings that can't be right.
    pub fn new(settings: &MailSettings, folder: PathBuf, site: &str) -> Result<Self, String> {
        let from = settings
            .from
            .parse()
            .map_err(|error| format!("mail.from is not an address ({error}): write it as Tocsin <tocsin@example.org>"))?;
        let way = match &settings.smtp {
            None => Way::Folder(folder),
            Some(url) => {
                let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    .map_err(|error| format!("mail.smtp can't be used ({error}): write it as smtp://user:password@host:587"))?;
                Way::Smtp(builder.timeout(Some(Duration::from_secs(20))).build())
            }
        };
        Ok(Self { way, from, site: site.trim_end_matches('/').to_owned(), patience: PATIENCE })
    }

    /// Goes to the mail server as if with a letter, signs in as the settings say, and sends nothing. What there is to say of it;
    /// absent where letters become files.
    pub async fn knock(&self) -> Option<Result<&'static str, String>> {
        let Way::Smtp(smtp) = &self.way else { return None };
        let unusable =
            |why: &str| format!("It can't be used ({why}): check that it runs, and host, port, user and password in mail.smtp.");
        Some(match tokio::time::timeout(self.patience, smtp.test_connection()).await {
            Ok(Ok(true)) => Ok("it answers, and would take letters"),
            Ok(Ok(false)) => Err("It closed the connection at once: ask whoever runs it why.".to_owned()),
            Ok(Err(error)) => Err(unusable(&error.to_string())),
            Err(_) => Err(unusable(&self.silence())),
        })
    }

    /// What became of it once the limit is over is not known: it may have been taken, and then it arrives twice.
    pub(super) async fn send(&self, id: Uuid, mail: &Mail) -> Result<(), NotTaken> {
        let message = self.message(id, mail).map_err(NotTaken::refused)?;
        match tokio::time::timeout(self.patience, self.hand_over(id, message)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(NotTaken::put_off(self.silence())),
        }
    }

    async fn hand_over(&self, id: Uuid, message: Message) -> Result<(), NotTaken> {
        match &self.way {
            Way::Smtp(smtp) => smtp
                .send(message)
                .await
                .map(drop)
                .map_err(|error| NotTaken { because: error.to_string(), is_refused: error.is_permanent() }),
            Way::Folder(folder) => {
                let write = async {
                    tokio::fs::create_dir_all(folder).await?;
                    tokio::fs::write(folder.join(format!("{id}.eml")), message.formatted()).await
                };
                write.await.map_err(|error| NotTaken::put_off(error.to_string()))
            }
        }
    }

    fn silence(&self) -> String {
        format!("the mail server gave no answer within {} s", self.patience.as_secs_f32())
    }

    /// The letter's id is its Message-ID, so that a second delivery of the same letter can be told by the reader.
    fn message(&self, id: Uuid, mail: &Mail) -> Result<Message, String> {
        let to: Mailbox = mail.recipient.parse().map_err(|error| format!("{} is not an address: {error}", mail.recipient))?;
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject.clone())
            .message_id(Some(format!("<{id}@tocsin>")))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.replace("{site}", &self.site))
            .map_err(|error| error.to_string())
    }
}
