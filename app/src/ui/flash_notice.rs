use leptos::prelude::*;

/// What a plain form on a live page was refused for, with what was typed into it, so that nothing is lost.
#[component]
pub fn FlashNotice() -> impl IntoView {
    let flash = flash()?;
    let fault = flash.fault?;
    let typed: Vec<String> =
        flash.fields.iter().filter(|(name, value)| is_text(name) && !value.is_empty()).map(|(_, value)| value.clone()).collect();
    Some(view! {
        <div class="notice" data-tone="late" role="alert">
            <div>
                <b>"Nothing was changed."</b><p>{fault.to_string()}</p>
                {(!typed.is_empty()).then(|| view! {
                    <p>"What you typed:"</p>
                    {typed.into_iter().map(|text| view! { <pre>{text}</pre> }).collect_view()}
                })}
            </div>
        </div>
    })
}

/// Fields in which people write, as against those that the page fills in.
fn is_text(name: &str) -> bool {
    matches!(name, "text" | "reason" | "statement" | "override_reason" | "title" | "impact" | "customers" | "scope")
}

#[cfg(feature = "ssr")]
fn flash() -> Option<crate::flash::Flash> {
    crate::request::flash()
}

#[cfg(not(feature = "ssr"))]
fn flash() -> Option<crate::flash::Flash> {
    None
}
