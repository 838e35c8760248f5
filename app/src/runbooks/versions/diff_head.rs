use leptos::prelude::*;

/// What the two texts are called, above their columns.
#[component]
pub(super) fn DiffHead(old: String, new: String, added: u32, removed: u32) -> impl IntoView {
    view! {
        <header class="diff-head">
            <b>{old}</b>
            <b><span class="diff-to" aria-hidden="true">"→ "</span>{new}</b>
            <Stat added removed/>
        </header>
    }
}

/// How many lines came and went, in figures and in five small squares.
#[component]
pub(super) fn Stat(added: u32, removed: u32) -> impl IntoView {
    let squares = squares(added, removed).map(|is| view! { <i data-line=is></i> });
    view! {
        <span class="stat">
            <span data-line="add">"+"{added}<span class="hidden-visually">" lines"</span></span>
            " "<span data-line="del">"−"{removed}<span class="hidden-visually">" lines"</span></span>
            <span class="stat-bar" aria-hidden="true">{squares.collect_view()}</span>
        </span>
    }
}

/// Five squares divided among added and removed; few changes fill few of them.
fn squares(added: u32, removed: u32) -> impl Iterator<Item = Option<&'static str>> {
    let total = added + removed;
    let filled = total.min(5);
    let green = (added * filled + total / 2).checked_div(total).unwrap_or_default();
    // What there is at all is never rounded away.
    let green = green.clamp(u32::from(added > 0), filled.saturating_sub(u32::from(removed > 0)));
    (0..5).map(move |at| match at {
        at if at < green => Some("add"),
        at if at < filled => Some("del"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(added: u32, removed: u32) -> String {
        squares(added, removed)
            .map(|is| match is {
                Some("add") => '+',
                Some(_) => '-',
                None => '.',
            })
            .collect()
    }

    #[test]
    fn small_changes_fill_few_squares_and_nothing_is_rounded_away() {
        assert_eq!(
            [drawn(0, 0), drawn(1, 1), drawn(2, 0), drawn(90, 1), drawn(1, 90)],
            [".....", "+-...", "++...", "++++-", "+----"]
        );
    }
}
