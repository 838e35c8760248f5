use domain::{
    incidents::Incident,
    log::{Fold, KeptWith},
    people::Who,
};
use uuid::Uuid;

use super::{Cache, read::fold};
use crate::{
    db::Tx,
    error::{Error, Result},
};

/// For whom a state is read. Every load says it, so that none can forget to ask who may see what it loads.
#[derive(Debug, Clone, Copy)]
pub enum Eyes<'a> {
    Of(&'a Who),
    /// What Tocsin does by itself, and shows to nobody.
    Tocsin,
}

/// To whoever may not see a stream, it does not exist.
pub(super) async fn may_see<A: Fold>(tx: &mut Tx, cache: &Cache, eyes: Eyes<'_>, state: &A) -> Result<()> {
    let Eyes::Of(who) = eyes else { return Ok(()) };
    let is_seen = match state.kept_with() {
        KeptWith::Everybody => true,
        KeptWith::Named(audience) => audience.admits(who),
        KeptWith::Incident(incident) => {
            let row = tx.query("SELECT id FROM incidents WHERE id = $1 AND restricted = TRUE").bind(incident).optional().await?;
            Box::pin(sees(tx, cache, who, row)).await?
        }
        KeptWith::IncidentNumbered(number) => {
            let row =
                tx.query("SELECT id FROM incidents WHERE number = $1 AND restricted = TRUE").bind(number).optional().await?;
            Box::pin(sees(tx, cache, who, row)).await?
        }
    };
    if is_seen { Ok(()) } else { Err(Error::NotFound) }
}

/// Few incidents are restricted: only then the whole of one is read for whom it names.
async fn sees(tx: &mut Tx, cache: &Cache, who: &Who, restricted: Option<(Uuid,)>) -> Result<bool> {
    match restricted {
        Some((incident,)) => Ok(fold::<Incident>(tx, cache, incident).await?.1.is_seen_by(who)),
        None => Ok(true),
    }
}
