//! What can happen in a session. One event is one line of the journal.

use super::outcome::Tally;
use crate::catalog::{Evidence, FactType};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The version of the journal's format.
pub const VERSION: u32 = 1;

/// What a person saw when checking a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    Present,
    Absent,
    NotSure,
    Cannot,
}

/// What came of the fix steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tried {
    Worked,
    Failed,
    Waiting,
}

/// What came of waiting and trying once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retry {
    /// The error is gone.
    Worked,
    /// The same error again.
    Failed,
    Waiting,
    /// Nobody waited.
    Skipped,
}

/// A value taken from what was pasted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    #[serde(rename = "type")]
    pub fact_type: FactType,
    pub value: String,
}

/// A signal of the entry that stood in what was pasted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    pub cause: String,
    /// Its pattern, which names it within the cause.
    #[serde(default)]
    pub when: String,
    pub then: Evidence,
}

/// What a paste gave: never the raw text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pasted {
    #[serde(default)]
    pub facts: Vec<Fact>,
    #[serde(default)]
    pub codes: Vec<String>,
    #[serde(default)]
    pub signals: Vec<Signal>,
    /// At most 4 KiB of the cleaned error.
    #[serde(default)]
    pub excerpt: String,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    Started {
        version: u32,
        code: String,
        /// Identity of the entry's text when the session began.
        hash: String,
        /// The catalog's date when the session began.
        catalog: String,
        /// The session that this one goes on from: its error gave way to this one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        /// How sessions on this code had ended here when this one began: its odds.
        #[serde(default, skip_serializing_if = "Tally::is_empty")]
        learned: Tally,
    },
    Pasted(Pasted),
    /// Where waiting and trying again is the first right move.
    Retried {
        result: Retry,
    },
    Checked {
        cause: String,
        found: Found,
    },
    /// A question was answered; no answer where it could not be told. `found` is the cause that the answer confirms.
    Answered {
        question: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<usize>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        found: Option<String>,
    },
    /// The fix of a cause cannot be made here: somebody else has to do this step.
    HandedOff {
        cause: String,
        step: String,
    },
    /// A cause picked out of order.
    Opened {
        cause: String,
    },
    /// Another way to fix the cause that was found.
    WayTaken {
        cause: String,
        way: usize,
    },
    /// The person agreed to a step that is disruptive or irreversible.
    Agreed {
        step: String,
    },
    Ticked {
        step: String,
    },
    Unticked {
        step: String,
    },
    Tried {
        cause: String,
        result: Tried,
    },
    /// The error gave way to another one: the cause was found.
    Different {
        cause: Option<String>,
        code: String,
    },
    /// A value that a command asked for.
    Filled {
        name: String,
        value: String,
    },
    /// Closed by hand, with the cause that it was in the end where somebody found out.
    Closed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<String>,
    },
    Undone,
    Redone,
    /// An event of a newer version: kept in the journal, skipped here.
    #[serde(other)]
    Unknown,
}

impl Event {
    /// Whether undo takes this event back. The start, and values of forms, stay.
    #[must_use]
    pub const fn can_be_undone(&self) -> bool {
        !matches!(
            self,
            Self::Started { .. }
                | Self::Filled { .. }
                | Self::Undone
                | Self::Redone
                | Self::Unknown
        )
    }
}

/// An event and when it happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub at: Timestamp,
    #[serde(flatten)]
    pub event: Event,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line_and_reads_back() {
        let record = Record {
            at: "2026-11-22T09:45:12Z".parse().unwrap(),
            event: Event::Checked {
                cause: "a".into(),
                found: Found::NotSure,
            },
        };
        let line = serde_json::to_string(&record).unwrap();
        assert_eq!(
            line,
            r#"{"at":"2026-11-22T09:45:12Z","event":"checked","cause":"a","found":"not-sure"}"#
        );
        assert_eq!(serde_json::from_str::<Record>(&line).unwrap(), record);
    }

    #[test]
    fn an_event_of_a_newer_version_is_read_as_unknown() {
        let line = r#"{"at":"2026-11-22T09:45:12Z","event":"teleported","to":"mars"}"#;
        assert_eq!(
            serde_json::from_str::<Record>(line).unwrap().event,
            Event::Unknown
        );
    }
}
