//! Files that a browser hands in: a plain form with or without script.

use app::{fault::Fault, flash::Flash, runbooks::UPLOAD};
use axum::{
    Extension,
    extract::{Multipart, State, multipart::MultipartError},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use backend::{Ask, Backend, runbooks::Handed};
use domain::{Refusal, people::Who};
use tower_sessions::Session;

use super::forms;

/// The largest body of a form with files, in bytes.
pub(super) const MOST: usize = 64 * 1024 * 1024;
const BROKEN: &str = "The files did not arrive whole, or are larger than 64 MB. Hand in fewer at once.";

/// Keeps the chosen files for a preview and leads there; what can't be read is said on the page with the form.
pub(super) async fn runbooks(
    State(backend): State<Backend>,
    who: Option<Extension<Who>>,
    session: Session,
    headers: HeaderMap,
    form: Multipart,
) -> Response {
    let Some(Extension(who)) = who else { return Redirect::to("/sign-in?next=/runbooks/import").into_response() };
    let is_page = forms::takes_html(&headers);
    let files = match files(form).await {
        Ok(files) => files,
        Err(error) if !is_page => {
            // What breaks off is no defect of ours.
            let status = if error.status().is_server_error() { StatusCode::BAD_REQUEST } else { error.status() };
            return (status, BROKEN).into_response();
        }
        Err(_) => return refuse(&session, Refusal::invalid("files", BROKEN).into()).await,
    };
    match backend.keep_preview(Ask::by(&who), files).await.map_err(Fault::from) {
        Ok(id) => Redirect::to(&format!("/runbooks/import/{id}")).into_response(),
        Err(fault) if is_page => refuse(&session, fault).await,
        Err(fault) => {
            let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, fault.to_string()).into_response()
        }
    }
}

async fn refuse(session: &Session, fault: Fault) -> Response {
    let flash = Flash { action: UPLOAD.to_owned(), fault: Some(fault), fields: vec![] };
    forms::come_back(session, "/runbooks/import", flash).await
}

/// The files of the form; a browser sends an empty one where none was chosen.
async fn files(mut form: Multipart) -> Result<Vec<Handed>, MultipartError> {
    let mut files = Vec::new();
    while let Some(field) = form.next_field().await? {
        let Some(name) = field.file_name().map(str::to_owned) else { continue };
        let bytes = field.bytes().await?.to_vec();
        if !name.is_empty() {
            files.push(Handed { name, bytes });
        }
    }
    Ok(files)
}
