use leptos::prelude::*;

/// What a plain form on a live page was refused for, with what was typed into it, so that nothing is lost.
#[component]
pub fn FlashNotice() -> impl IntoView {
    let flash = flash()?;
    let fault = flash.fault?;
    let typed = flash.fields.iter().filter(|(_, value)| !value.is_empty());
    let typed: Vec<(&str, String)> = typed.filter_map(|(name, value)| Some((word(name)?, value.clone()))).collect();
    Some(view! {
        <div class="notice" data-tone="late" role="alert">
            <div>
                <b>"Nothing was changed."</b><p>{fault.to_string()}</p>
                {(!typed.is_empty()).then(|| view! {
                    <p>"What you typed:"</p>
                    {typed.into_iter().map(|(word, text)| view! { <p class="meta">{word}</p><pre>{text}</pre> }).collect_view()}
                })}
            </div>
        </div>
    })
}

/// How the form calls a field in which people write; those that the page fills in have no word.
fn word(name: &str) -> Option<&'static str> {
    Some(match name {
        "text" => "Text",
        "reason" | "override_reason" => "Reason",
        "statement" => "What was checked, and what was seen",
        "title" => "Title",
        "summary" => "Summary",
        "due" => "Due date",
        "impact" => "Impact",
        "customers" => "Customers",
        "services" => "Services",
        "failure_domain" => "Failure domain",
        "scope" => "Scope",
        "impact_started_at" => "Impact began, in UTC",
        "detected_at" => "Detected, in UTC",
        "occurred_at" => "When it happened, in UTC",
        _ => return None,
    })
}

#[cfg(feature = "ssr")]
fn flash() -> Option<crate::flash::Flash> {
    crate::request::flash()
}

#[cfg(not(feature = "ssr"))]
fn flash() -> Option<crate::flash::Flash> {
    None
}
