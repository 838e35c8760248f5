//! What follows from a member's events in the same transaction: whoever gets a password link hears of it, and it is void
//! once it has no meaning any more.

use domain::{
    log::Recorded,
    people::{Member, MemberEvent},
};

use super::{letters, password_links};
use crate::{Backend, Result, db::Tx, mail};

pub(super) async fn follow(member: &Member, tx: &mut Tx, backend: &Backend, news: &[Recorded<MemberEvent>]) -> Result<()> {
    use MemberEvent as E;
    for recorded in news {
        match &recorded.event {
            E::PasswordLinkMade => {
                let letter = letters::password_link_made(member, &recorded.actor, recorded.recorded_at);
                mail::post(tx, backend.ids.next(), letter, recorded.recorded_at).await?;
            }
            E::PasswordChanged | E::Disabled | E::SignedOutEverywhere => password_links::void(tx, member.id).await?,
            E::Joined { .. } | E::Renamed { .. } | E::RoleChanged { .. } | E::Enabled => {}
        }
    }
    Ok(())
}
