use std::path::PathBuf;

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

/// Takes letters to where they are read.
pub struct Transport {
    way: Way,
    from: Mailbox,
    /// The address of this installation, for links in letters.
    site: String,
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
                Way::Smtp(builder.timeout(Some(std::time::Duration::from_secs(20))).build())
            }
        };
        Ok(Self { way, from, site: site.trim_end_matches('/').to_owned() })
    }

    /// Goes to the mail server as if with a letter, signs in as the settings say, and sends nothing. What there is to say of it;
    /// absent where letters become files.
    pub async fn knock(&self) -> Option<Result<&'static str, String>> {
        let Way::Smtp(smtp) = &self.way else { return None };
        Some(match smtp.test_connection().await {
            Ok(true) => Ok("it answers, and would take letters"),
            Ok(false) => Err("It closed the connection at once: ask whoever runs it why.".to_owned()),
            Err(error) => {
                Err(format!("It can't be used ({error}): check that it runs, and host, port, user and password in mail.smtp."))
            }
        })
    }

    pub(super) async fn send(&self, id: Uuid, mail: &Mail) -> Result<(), String> {
        let message = self.message(id, mail)?;
        match &self.way {
            Way::Smtp(smtp) => smtp.send(message).await.map(drop).map_err(|error| error.to_string()),
            Way::Folder(folder) => {
                let write = async {
                    tokio::fs::create_dir_all(folder).await?;
                    tokio::fs::write(folder.join(format!("{id}.eml")), message.formatted()).await
                };
                write.await.map_err(|error| error.to_string())
            }
        }
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
