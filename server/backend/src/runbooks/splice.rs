//! A runbook in the newest file of its name, and that file with another text in its place.

use std::sync::Arc;

use domain::{
    Refusal,
    runbooks::{Piece, PieceKind, Runbook, RunbookDraft, SeverityWords, import::Cuts},
};

use super::{Handed, SourceFile, cuts, sources};
use crate::{Error, Result, db::Tx, organisation::severity_words};

/// Where a runbook stands.
pub(crate) struct Place {
    pub(crate) file: SourceFile,
    /// Which of the file's pieces it is.
    at: usize,
}

/// A file in which one runbook says something else than before, and nothing else is different.
pub(crate) struct Spliced {
    pub(crate) file: SourceFile,
    pub(crate) at: usize,
}

impl Place {
    /// Finds the current version in the newest file of its name. Where that file has lost it, it gets one of its own.
    pub(crate) async fn of(tx: &mut Tx, runbook: &Runbook) -> Result<Self> {
        let version = runbook.current().ok_or(Error::NotFound)?;
        let words = severity_words(tx).await?;
        if let Some((bytes, cuts)) = newest(tx, &version.file).await? {
            let cuts = cuts::read(&cuts)?;
            let file = SourceFile::read_cut(Handed { name: version.file.clone(), bytes }, |_| cuts, &words)?;
            let is_it = |piece: &Piece| piece.sha256 == version.sha256 && matches!(piece.kind, PieceKind::Runbook(_));
            let pieces = &file.document.pieces;
            let same_place = pieces.iter().position(|piece| is_it(piece) && piece.start == version.start);
            if let Some(at) = same_place.or_else(|| pieces.iter().position(is_it)) {
                return Ok(Self { file, at });
            }
        }
        let text = sources::slice(tx, version.source, version.start, version.end).await?;
        Self::alone(tx, &runbook.slug, text, &words).await
    }

    async fn alone(tx: &mut Tx, slug: &str, text: String, words: &Arc<SeverityWords>) -> Result<Self> {
        let mut name = format!("{slug}.md");
        let mut number = 2;
        while newest(tx, &name).await?.is_some() {
            name = format!("{slug}-{number}.md");
            number += 1;
        }
        let file = SourceFile::read(Handed { name, bytes: text.into_bytes() }, words)?;
        let cuts = Cuts::as_one(&file.text);
        let file = file.cut(cuts);
        let at = file.document.pieces.iter().position(|piece| matches!(piece.kind, PieceKind::Runbook(_)));
        let at = at.ok_or(Error::NotFound)?;
        Ok(Self { file, at })
    }

    pub(crate) fn piece(&self) -> Option<&Piece> {
        self.file.document.pieces.get(self.at)
    }

    /// The runbook's Markdown as it stands.
    pub(crate) fn text(&self) -> &str {
        self.piece().map_or("", |piece| piece.slice(&self.file.text))
    }

    /// A text as somebody typed it, with line ends and closing blanks as the file has them: browsers send others.
    pub(crate) fn in_its_manner(&self, typed: &str) -> String {
        let old = self.text();
        let body = typed.replace("\r\n", "\n");
        let closing = old.get(old.trim_end().len()..).unwrap_or_default();
        let body = body.trim_end();
        let body = if old.contains("\r\n") { body.replace('\n', "\r\n") } else { body.to_owned() };
        format!("{body}{closing}")
    }

    /// The file with `text` in the runbook's place. Refuses what would change where another piece of the file begins or
    /// what it is, since that is not what somebody agreed to who reads this text alone.
    pub(crate) fn with(&self, text: &str) -> Result<Spliced> {
        let piece = self.piece().ok_or_else(|| refused("The runbook is not in its file any longer. Import the file again."))?;
        let old = &self.file.text;
        let (before, after) = (old.get(..piece.start).unwrap_or_default(), old.get(piece.end..).unwrap_or_default());
        let whole = format!("{before}{text}{after}");
        let whole = Handed { name: self.file.document.file.clone(), bytes: whole.into_bytes() };
        let file = SourceFile::read_cut(whole, |_| self.file.cuts.clone(), self.file.words())?;
        let (was, is) = (&self.file.document.pieces, &file.document.pieces);
        let heading = self.text().lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
        if is.len() > was.len() {
            let second = is.get(self.at + 1).map_or("", |piece| piece.title.as_str());
            return Err(refused(format!(
                "The heading “{second}” begins something of its own in {}, and a proposal changes one runbook: make it a heading of a section, with more #.",
                file.document.file
            )));
        }
        if is.len() < was.len() {
            return Err(refused(format!(
                "Without its heading the text would belong to what stands before it: begin with a line such as “{heading}”."
            )));
        }
        let others_stay = was.iter().zip(&file.document.pieces).enumerate().all(|(at, (was, is))| at == self.at || same(was, is));
        if !others_stay {
            return Err(refused(format!(
                "With this text another part of {} would be read differently: keep the first line as it is, “{heading}”.",
                file.document.file
            )));
        }
        let spliced = Spliced { file, at: self.at };
        if spliced.runbook().is_none() {
            return Err(refused(format!(
                "By its heading this would be a section of the handbook and no runbook: begin with a line such as “{heading}”."
            )));
        }
        Ok(spliced)
    }
}

impl Spliced {
    pub(crate) fn runbook(&self) -> Option<(&Piece, &RunbookDraft)> {
        let piece = self.file.document.pieces.get(self.at)?;
        match &piece.kind {
            PieceKind::Runbook(draft) => Some((piece, draft)),
            _ => None,
        }
    }
}

/// The file with other texts in the places of some of its pieces. A text that would change what stands around it stays out.
pub(super) fn with_texts(file: &SourceFile, texts: &[(usize, String)]) -> SourceFile {
    let put = |file: SourceFile, (at, text): &(usize, String)| {
        let place = Place { file, at: *at };
        match place.with(text) {
            Ok(spliced) => spliced.file,
            Err(_) => place.file,
        }
    };
    texts.iter().fold(file.clone(), put)
}

fn refused(sentence: impl Into<String>) -> Error {
    Refusal::invalid("text", sentence).into()
}

fn same(was: &Piece, is: &Piece) -> bool {
    was.sha256 == is.sha256 && std::mem::discriminant(&was.kind) == std::mem::discriminant(&is.kind)
}

/// The newest file of a name, and how it was cut.
async fn newest(tx: &mut Tx, file: &str) -> Result<Option<(Vec<u8>, String)>> {
    tx.query("SELECT bytes, cuts FROM sources WHERE file = $1 ORDER BY imported_at DESC, id DESC LIMIT 1")
        .bind(file.to_owned())
        .optional()
        .await
}
