use serde::Serialize;

/// How well something is; the worst of its parts is how well the whole is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    Healthy,
    /// It works, and somebody should look.
    Degraded,
    /// It does not: send no requests here.
    Unhealthy,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    pub status: Health,
    /// What to look at, where all is not well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_time_ms: Option<f64>,
}

impl Check {
    pub fn healthy() -> Self {
        Self { status: Health::Healthy, message: None, response_time_ms: None }
    }

    pub fn degraded(message: impl Into<String>) -> Self {
        Self { status: Health::Degraded, message: Some(message.into()), response_time_ms: None }
    }

    pub fn unhealthy(message: impl Into<String>) -> Self {
        Self { status: Health::Unhealthy, message: Some(message.into()), response_time_ms: None }
    }
}
