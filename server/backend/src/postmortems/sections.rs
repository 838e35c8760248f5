use domain::{ids::PostmortemId, people::Permission, postmortems::Postmortem};

use super::documents::{Order, Texts, content_hash};
use crate::{Ask, Backend, Result};

impl Backend {
    /// The texts as they are now, in the order of the sections.
    pub async fn section_texts(&self, ask: Ask<'_>, id: PostmortemId) -> Result<Texts> {
        ask.may(Permission::Read)?;
        self.state::<Postmortem>(ask.eyes(), id.0).await?;
        self.documents.ask(self, id.0, |reply| Order::Texts { reply }).await
    }

    /// Saves a section from a plain form. `base` is the text that the form was shown with: what lies between
    /// the two is applied to the text as it is now, so that nothing typed by others meanwhile is lost.
    pub async fn save_section(&self, ask: Ask<'_>, id: PostmortemId, key: &str, text: &str, base: &str) -> Result<()> {
        ask.may(Permission::WritePostmortem)?;
        self.state::<Postmortem>(ask.eyes(), id.0).await?;
        let (key, base, text, who) = (key.to_owned(), base.to_owned(), text.to_owned(), ask.who.clone());
        // Whoever goes back to a form and writes on sends other words under its name.
        let once = ask.once.map(|once| format!("{once} {}", content_hash(&vec![(base.clone(), text.clone())])));
        self.documents.ask(self, id.0, |reply| Order::Save { key, base, text, who, once, reply }).await?
    }
}
