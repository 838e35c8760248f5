//! Files that a browser hands in: a plain form with or without script.

use app::{fault::Fault, flash::Flash, runbooks::UPLOAD};
use axum::{
    Extension,
    extract::{FromRequest as _, Multipart, Request, State, multipart::MultipartError},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use backend::{Ask, Backend, runbooks::Handed};
use domain::{
    Refusal,
    people::{Permission, Who},
};
use tower_sessions::Session;

use super::{
    body::{CROWDED, announced, thrown_away},
    forms::takes_html,
    memory::{Memory, Whose},
    returned::{Sender, come_back},
};

/// The largest body of a form with files, in bytes.
pub(super) const MOST: usize = 64 * 1024 * 1024;
const BROKEN: &str = "The files did not arrive whole, or are larger than 64 MB. Hand in fewer at once.";

/// Where the files are handed in.
struct Desk {
    backend: Backend,
    session: Session,
    is_page: bool,
}

/// Keeps the chosen files for a preview and leads there; what can't be read is said on the page with the form. Nothing is read
/// of what is not taken in any case.
pub(super) async fn runbooks(
    State(backend): State<Backend>,
    State(memory): State<Memory>,
    who: Option<Extension<Who>>,
    session: Session,
    request: Request,
) -> Response {
    let Some(Extension(who)) = who else {
        let first = Redirect::to("/sign-in?next=/runbooks/import").into_response();
        return thrown_away(request.into_body(), first).await;
    };
    let desk = Desk { backend, session, is_page: takes_html(request.headers()) };
    if let Err(refusal) = who.may(Permission::ImportRunbooks) {
        let refused = desk.refuse(refusal.into()).await;
        return thrown_away(request.into_body(), refused).await;
    }
    let length = announced(request.body()).unwrap_or(MOST);
    if length > MOST {
        let refused = desk.broken(StatusCode::PAYLOAD_TOO_LARGE).await;
        return thrown_away(request.into_body(), refused).await;
    }
    let Some(share) = memory.take(Whose::Uploads, length).await else {
        return thrown_away(request.into_body(), CROWDED.as_text()).await;
    };
    let form = match Multipart::from_request(request, &()).await {
        Ok(form) => form,
        Err(rejection) => return rejection.into_response(),
    };
    let answer = match files(form).await {
        Ok(files) => desk.keep(Ask::by(&who), files).await,
        // What breaks off is no defect of ours.
        Err(error) if error.status().is_server_error() => desk.broken(StatusCode::BAD_REQUEST).await,
        Err(error) => desk.broken(error.status()).await,
    };
    drop(share);
    answer
}

impl Desk {
    async fn keep(&self, ask: Ask<'_>, files: Vec<Handed>) -> Response {
        match self.backend.keep_preview(ask, files).await {
            Ok(id) => Redirect::to(&format!("/runbooks/import/{id}")).into_response(),
            Err(error) => self.refuse(error.into()).await,
        }
    }

    async fn refuse(&self, fault: Fault) -> Response {
        let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.say(status, fault).await
    }

    async fn broken(&self, status: StatusCode) -> Response {
        self.say(status, Refusal::invalid("files", BROKEN).into()).await
    }

    async fn say(&self, status: StatusCode, fault: Fault) -> Response {
        if !self.is_page {
            return (status, fault.to_string()).into_response();
        }
        let flash = Flash { action: UPLOAD.to_owned(), fault: Some(fault), fields: vec![] };
        come_back(&self.backend, &self.session, Sender::Member, "/runbooks/import", flash).await
    }
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
