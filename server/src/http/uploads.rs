//! Files that a browser hands in: a plain form with or without script.

use app::{fault::Fault, flash::Flash, runbooks::UPLOAD};
use axum::{
    Extension,
    extract::{Multipart, State},
    response::{IntoResponse, Redirect, Response},
};
use backend::{Ask, Backend, runbooks::Handed};
use domain::{Refusal, people::Who};
use tower_sessions::Session;

use super::forms;

/// The largest body of a form with files, in bytes.
pub(super) const MOST: usize = 64 * 1024 * 1024;

/// Keeps the chosen files for a preview and leads there; what can't be read is said on the page with the form.
pub(super) async fn runbooks(
    State(backend): State<Backend>,
    who: Option<Extension<Who>>,
    session: Session,
    form: Multipart,
) -> Response {
    let Some(Extension(who)) = who else { return Redirect::to("/sign-in?next=/runbooks/import").into_response() };
    let kept = async { Ok::<_, Fault>(backend.keep_preview(Ask::by(&who), files(form).await?).await?) };
    match kept.await {
        Ok(id) => Redirect::to(&format!("/runbooks/import/{id}")).into_response(),
        Err(fault) => {
            let flash = Flash { action: UPLOAD.to_owned(), fault, fields: vec![] };
            forms::refuse(&session, "/runbooks/import", flash).await
        }
    }
}

/// The files of the form; a browser sends an empty one where none was chosen.
async fn files(mut form: Multipart) -> Result<Vec<Handed>, Fault> {
    let broken =
        |_| Refusal::invalid("files", "The files did not arrive whole, or are larger than 64 MB. Hand in fewer at once.");
    let mut files = Vec::new();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let Some(name) = field.file_name().map(str::to_owned) else { continue };
        let bytes = field.bytes().await.map_err(broken)?.to_vec();
        if !name.is_empty() {
            files.push(Handed { name, bytes });
        }
    }
    Ok(files)
}
