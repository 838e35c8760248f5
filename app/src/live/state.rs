/// How the connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Connection {
    /// Not yet, or not again.
    #[default]
    Connecting,
    Live,
    /// Lost for more than a moment; it is tried again and again.
    Offline,
    /// The server has ended it, since the session has ended.
    SignedOut,
}

impl Connection {
    /// The word in `data-live`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Live => "live",
            Self::Offline => "offline",
            Self::SignedOut => "signed-out",
        }
    }
}
