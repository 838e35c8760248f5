//! Which part of an address the log may show.

/// What as many characters have in an address that leads nowhere may be a token, of which none is shorter.
const SECRET: usize = 40;

/// A path as the log shows it. A token in a link lets in whoever has it, so that the route stands in its place; and where
/// an address leads nowhere, it may be such a link with a slip in it.
pub(super) fn shown(route: Option<&str>, path: &str) -> String {
    match route {
        Some(route) if route.contains("{token}") => route.to_owned(),
        Some(_) => path.to_owned(),
        None => path.split('/').map(|part| if part.len() < SECRET { part } else { "…" }).collect::<Vec<_>>().join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_not_shown_wherever_it_stands() {
        let token = "q".repeat(43);
        for (route, path) in [
            (Some("/invitations/{token}"), format!("/invitations/{token}")),
            (Some("/set-up/{token}"), format!("/set-up/{token}")),
            (Some("/new-password/{token}"), format!("/new-password/{token}")),
            (None, format!("/invitations/{token}/")),
            (None, format!("/invitation/{token}")),
            (None, format!("/new_password/{token}")),
            (None, format!("/invitations%2F{token}")),
        ] {
            let said = shown(route, &path);
            assert!(!said.contains(&token), "{said}");
        }
    }

    #[test]
    fn all_else_is_shown_as_it_was_asked_for() {
        assert_eq!(shown(Some("/incidents/{number}"), "/incidents/18"), "/incidents/18");
        assert_eq!(shown(None, "/wp-login.php"), "/wp-login.php");
    }
}
