use app::fault::Fault;
use axum::{
    Extension,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use backend::{Ask, Backend};
use domain::people::Who;

/// `/postmortems/42/export.md`
pub(super) async fn postmortem_file(
    who: Option<Extension<Who>>,
    State(backend): State<Backend>,
    Path(number): Path<i64>,
) -> Response {
    let Some(Extension(who)) = who else {
        return Redirect::to(&format!("/sign-in?next=/postmortems/{number}/export.md")).into_response();
    };
    match backend.export_markdown(Ask::by(&who), number).await {
        Ok(markdown) => {
            let name = format!("attachment; filename=\"postmortem-INC-{number}.md\"");
            let headers =
                [(header::CONTENT_TYPE, "text/markdown; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
            (headers, markdown).into_response()
        }
        Err(error) => {
            let fault = Fault::from(error);
            let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, fault.to_string()).into_response()
        }
    }
}
