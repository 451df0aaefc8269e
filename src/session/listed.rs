//! A session as a list shows it.

use super::event::Record;
use super::id::SessionId;
use super::state::{CauseState, Ended, State};
use crate::catalog::SOMETHING_ELSE;
use crate::embedded;
use jiff::Timestamp;
use serde::Serialize;

/// One line about a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    pub id: String,
    pub code: String,
    pub title: String,
    pub started: Option<Timestamp>,
    pub last: Option<Timestamp>,
    /// `open`, `solved`, `different` or `closed`.
    pub status: &'static str,
    /// The cause that was found, or is being fixed.
    pub cause: Option<String>,
    pub checked: usize,
    pub ticked: usize,
}

impl Listed {
    #[must_use]
    pub fn of(id: &SessionId, records: &[Record]) -> Self {
        let state = State::of(records);
        let (status, ended_with) = match &state.ended {
            None => ("open", None),
            Some(Ended::Solved { cause }) => ("solved", Some(cause.clone())),
            Some(Ended::Passed) => ("solved", None),
            Some(Ended::Different { cause, .. }) => ("different", cause.clone()),
            Some(Ended::Closed) => ("closed", None),
        };
        Self {
            id: id.to_string(),
            title: embedded::find(&state.code)
                .map(|target| target.title().to_owned())
                .unwrap_or_default(),
            started: state.started,
            last: records.last().map(|record| record.at),
            status,
            cause: ended_with.or_else(|| state.fixing.as_ref().map(|fixing| fixing.cause.clone())),
            checked: state
                .causes
                .values()
                .filter(|cause| **cause != CauseState::Open)
                .count(),
            ticked: state.ticked.len(),
            code: state.code,
        }
    }

    /// How far it is, in a few words.
    #[must_use]
    pub fn standing(&self) -> String {
        let cause = self.cause.as_deref().map(|id| self.cause_title(id));
        match (self.status, cause) {
            ("open", Some(cause)) => format!("{} steps done: {cause}", self.ticked),
            ("open", None) if self.checked == 0 => "just begun".into(),
            ("open", None) if self.checked == 1 => "1 cause checked".into(),
            ("open", None) => format!("{} causes checked", self.checked),
            (status, Some(cause)) => format!("{status}: {cause}"),
            (status, None) => status.into(),
        }
    }

    /// The title of a cause; its id where the entry no longer has it.
    fn cause_title(&self, id: &str) -> String {
        if id == SOMETHING_ELSE {
            return "something else".into();
        }
        embedded::find(&self.code)
            .and_then(|target| target.header())
            .and_then(|header| header.entry().cause(id).map(|cause| cause.title.clone()))
            .unwrap_or_else(|| id.to_owned())
    }
}
