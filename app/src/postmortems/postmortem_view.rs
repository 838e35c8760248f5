use backend::{Ask, Backend, Result, markdown::safe_html};
use domain::{
    log::Person,
    people::{Permission, Who},
};

use super::api::PostmortemView;

/// Gathers what the page shows at first.
pub(super) async fn postmortem_view(backend: &Backend, who: &Who, number: i64) -> Result<PostmortemView> {
    let ask = Ask::by(who);
    let page = backend.postmortem_page(ask, number).await?;
    // Whoever gets a part in a restricted incident has to see it.
    let sees = |id| page.incident.audience.as_ref().is_none_or(|audience| audience.holds(id));
    let members = backend.list_people(ask).await?;
    let who_may = |permission: Permission| -> Vec<Person> {
        let present = members.iter().filter(|member| member.disabled_at.is_none() && sees(member.id));
        let able = present.filter(|member| permission.allows(member.role));
        able.map(|member| Person { id: member.id, name: member.name.clone() }).collect()
    };
    let may_write = who.may(Permission::WritePostmortem).is_ok();
    let shown = |text: String| if may_write { text } else { safe_html(&text) };
    Ok(PostmortemView {
        people: who_may(Permission::WritePostmortem),
        reviewers: who_may(Permission::ApprovePostmortem),
        me: who.actor.person().cloned(),
        may_write,
        may_approve: who.may(Permission::ApprovePostmortem).is_ok(),
        now: backend.clock.now(),
        postmortem: page.postmortem,
        incident: page.incident,
        texts: page.texts.into_iter().map(|(key, text)| (key, shown(text))).collect(),
        content_hash: page.content_hash,
        action_items: page.action_items,
    })
}
