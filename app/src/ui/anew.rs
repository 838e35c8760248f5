/// Seconds between two looks at a page that is read from afar and that nobody presses.
const AGAIN_AFTER: u32 = 15;

/// After how many seconds a page comes anew by itself, also when it could not be had: the wall, unless it holds still.
/// Everywhere else people press.
pub fn comes_anew(path: &str) -> Option<u32> {
    path.ends_with("/wall").then_some(AGAIN_AFTER)
}

/// The same, as the document says it to a browser without script.
pub fn refresh(seconds: u32) -> String {
    format!("<meta http-equiv=\"refresh\" content=\"{seconds}\">")
}

#[cfg(test)]
mod tests {
    use super::comes_anew;

    #[test]
    fn the_wall_comes_anew_unless_it_holds_still() {
        assert_eq!(comes_anew("/incidents/42/wall"), Some(15));
        assert_eq!([comes_anew("/incidents/42/wall?hold=1"), comes_anew("/incidents/42")], [None, None]);
    }
}
