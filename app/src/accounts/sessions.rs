use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{EndSession, OwnBrowser, SignOut, SignOutEverywhere};
use crate::ui::{Form, Hidden, Icon, Moment, Tag};

/// The browsers in which one is signed in; each can be signed out from here.
#[component]
pub(super) fn Sessions(sessions: Vec<OwnBrowser>) -> impl IntoView {
    view! {
        <section class="part" aria-labelledby="sessions">
            <div class="part-head"><h2 id="sessions">"Sessions"</h2><span class="count">{sessions.len()}</span></div>
            <table class="table" data-fold>
                <caption class="hidden-visually">"Browsers that are signed in as you, the one used last first"</caption>
                <thead><tr>
                    <th scope="col">"Browser"</th><th scope="col">"Last used"</th><th scope="col" class="r">"Session"</th>
                </tr></thead>
                <tbody>{sessions.into_iter().map(|browser| view! { <Row browser/> }).collect_view()}</tbody>
            </table>
            <div class="form">
                <p class="second">"Signing out everywhere ends your sessions in every browser, this one included. Pages that are open there close within seconds."</p>
                <div class="buttons">
                    <Form action=SignOut::PATH>
                        <button class="button" type="submit"><Icon name="sign-out"/>"Sign out"</button>
                    </Form>
                    <Form action=SignOutEverywhere::PATH>
                        <button class="button" data-kind="danger" type="submit">"Sign out everywhere"</button>
                    </Form>
                </div>
            </div>
        </section>
    }
}

#[component]
fn Row(browser: OwnBrowser) -> impl IntoView {
    let OwnBrowser { key, device, address, signed_in_at, seen_at, is_this } = browser;
    let which = format!(" {device}, last used {}", seen_at.format("%-d %b, %H:%M"));
    view! {
        <tr>
            <td class="first">
                {device}{is_this.then(|| view! { " "<Tag words="This browser" tone="accent"/> })}<br/>
                <small>"Signed in "<Moment at=signed_in_at dated=true/>{format!(" from {address}")}</small>
            </td>
            <td class="tight num"><span class="only-phone">"Last used "</span><Moment at=seen_at dated=true/></td>
            <td class="tight r">
                {(!is_this).then(|| view! {
                    <Form action=EndSession::PATH of=key.clone()>
                        <Hidden name="session" value=key/>
                        <button class="button" data-size="small" type="submit">
                            "End"<span class="hidden-visually">{which}</span>
                        </button>
                    </Form>
                })}
            </td>
        </tr>
    }
}
