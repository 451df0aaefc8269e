//! An entry or a session → blocks, which the screen, plain text and Markdown draw alike.

mod entry;
mod known;
mod markdown;
mod note;
mod plain;
mod redact;

pub use entry::{
    cause_summary, command_blocks, entry, roles_text, step_details, step_text, steps_as_text,
};
pub use known::known;
pub use markdown::markdown;
pub use note::{day_and_time, note, times};
pub use plain::plain;
pub use redact::Redactor;

use crate::catalog::{Severity, Shell};

/// One piece of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// How far it is set in.
    pub level: u8,
    pub kind: Kind,
}

/// What a piece is. Each is a row of its own on the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Code, title and severity of an entry.
    Title {
        code: String,
        title: String,
        severity: Option<Severity>,
    },
    Heading(String),
    Paragraph(String),
    /// A word that says what the text is: where, roles, verify.
    Labelled {
        label: &'static str,
        text: String,
    },
    Bullet(String),
    /// A line to copy. `group` tells which commands say the same thing in other shells.
    Command {
        shell: Shell,
        text: String,
        template: String,
        note: Option<String>,
        group: usize,
    },
    /// What has to be run once before the command above it.
    First(String),
    Step {
        id: String,
        number: usize,
        text: String,
        done: bool,
        current: bool,
    },
    Warning(String),
    /// A page on the web.
    Link {
        title: String,
        url: String,
    },
    /// Another code that can be opened.
    Reference {
        code: String,
        title: String,
    },
    /// Starts the guide.
    Start(String),
    Cause {
        id: String,
        title: String,
        aside: String,
    },
}

impl Block {
    #[must_use]
    pub fn heading(text: impl Into<String>) -> Self {
        Kind::Heading(text.into()).at(0)
    }

    #[must_use]
    pub fn paragraph(text: impl Into<String>) -> Self {
        Kind::Paragraph(text.into()).at(0)
    }
}

impl Kind {
    /// The block of this kind at a level.
    #[must_use]
    pub fn at(self, level: u8) -> Block {
        Block { level, kind: self }
    }

    /// A labelled line.
    #[must_use]
    pub fn labelled(label: &'static str, text: impl Into<String>) -> Self {
        Self::Labelled {
            label,
            text: text.into(),
        }
    }
}

/// Minutes as a person says them: `1 min`, `30 s`, `4 h`.
#[must_use]
pub fn minutes(minutes: f64) -> String {
    if minutes < 1.0 {
        format!("{:.0} s", minutes * 60.0)
    } else if minutes < 120.0 {
        format!("{minutes:.0} min")
    } else {
        let hours = minutes / 60.0;
        if (hours - hours.round()).abs() < 0.05 {
            format!("{hours:.0} h")
        } else {
            format!("{hours:.1} h")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_said_in_the_unit_that_fits() {
        assert_eq!(minutes(0.5), "30 s");
        assert_eq!(minutes(1.0), "1 min");
        assert_eq!(minutes(90.0), "90 min");
        assert_eq!(minutes(240.0), "4 h");
        assert_eq!(minutes(150.0), "2.5 h");
    }
}
