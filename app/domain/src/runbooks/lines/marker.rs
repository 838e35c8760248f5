//! What a step begins with: a bullet, a number, a title, a comment.

#[derive(Clone, PartialEq)]
pub(super) enum Marker {
    Bullet(char),
    /// `3.` or `3)`
    Number {
        number: u32,
        end: char,
    },
    /// `**3. Words**`, with what stands beneath it.
    Title {
        number: u32,
    },
    /// `# 3. Words` in a fence, with the commands beneath it; the sign is that of its language.
    Comment {
        sign: String,
        number: Option<u32>,
    },
    /// A paragraph or a fence that is one step by itself.
    Block,
}

impl Marker {
    /// What a line begins with that has it.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Bullet(bullet) => bullet.to_string(),
            Self::Number { number, end } => format!("{number}{end}"),
            Self::Title { number } => format!("**{number}."),
            Self::Comment { sign, number: Some(number) } => format!("{sign} {number}."),
            Self::Comment { sign, number: None } => sign.clone(),
            Self::Block => String::new(),
        }
    }

    pub(super) fn number(&self) -> Option<u32> {
        match self {
            Self::Number { number, .. } | Self::Title { number } => Some(*number),
            Self::Comment { number, .. } => *number,
            Self::Bullet(_) | Self::Block => None,
        }
    }

    pub(super) fn numbered(&self, number: u32) -> Self {
        match self.clone() {
            Self::Number { end, .. } => Self::Number { number, end },
            Self::Title { .. } => Self::Title { number },
            Self::Comment { sign, number: Some(_) } => Self::Comment { sign, number: Some(number) },
            other => other,
        }
    }

    pub(super) fn is_like(&self, other: &Self) -> bool {
        *self != Self::Block && self.numbered(0) == other.numbered(0)
    }

    /// Words as the rest of a line that begins with this marker and makes a step.
    pub(super) fn rest(&self, words: &str, is_task: bool) -> Option<String> {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        match self {
            Self::Bullet(_) | Self::Number { .. } => Some(format!("{}{}", if is_task { "[ ] " } else { "" }, literal(&words))),
            Self::Title { .. } => Some(format!("{}**", words.replace("**", ""))),
            Self::Comment { number: Some(_), .. } => Some(words),
            Self::Comment { .. } | Self::Block => None,
        }
    }

    /// Whether blank lines stand around it even where no other step shows that.
    pub(super) fn is_apart(&self) -> bool {
        matches!(self, Self::Title { .. } | Self::Comment { .. })
    }
}

/// `**3. Words**`
pub(super) fn title(line: &str) -> Option<Marker> {
    let (number, words) = line.trim_end().strip_prefix("**")?.split_once(". ")?;
    let only = words.lines().next()?.trim_end().ends_with("**");
    Some(Marker::Title { number: number.parse().ok().filter(|_| only)? })
}

pub(super) fn marker(line: &str) -> Option<Marker> {
    let (word, _) = line.split_once([' ', '\t'])?;
    let last = word.chars().last()?;
    if matches!(word, "-" | "*" | "+") {
        return Some(Marker::Bullet(last));
    }
    let number = word.strip_suffix(['.', ')'])?.parse().ok()?;
    Some(Marker::Number { number, end: last })
}

/// Words that begin an item of a list, and are nothing but words.
pub(super) fn literal(words: &str) -> String {
    let first = words.split(' ').next().unwrap_or_default();
    let is_item = marker(&format!("{first} ")).is_some();
    let is_mark = is_item || words.starts_with(['#', '>', '|', '=']) || words.starts_with("```") || words.starts_with("~~~");
    match first.strip_suffix(['.', ')']) {
        // `3. Look` would be an item in an item: the mark is what a backslash takes its meaning from.
        Some(number) if is_item => format!("{number}\\{}", words.get(number.len()..).unwrap_or_default()),
        _ if is_mark => format!("\\{words}"),
        _ => words.to_owned(),
    }
}
