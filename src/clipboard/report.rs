//! What a copy came to, in words that claim no more than is known.

use super::{osc52, surroundings::Route, tmux::Loaded};

/// The answer to one copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub route: Route,
    /// The clipboard itself said that it has the text. Where it is false, offer to show the text,
    /// to be selected.
    pub certain: bool,
    /// To be written to the terminal as it is: an OSC 52 sequence.
    pub write: Option<String>,
    /// For the notice: one line, without a full stop.
    pub said: String,
}

impl Report {
    pub(super) fn copied() -> Self {
        Self::new(Route::Desktop, None, "copied to the clipboard")
    }

    pub(super) fn sent(text: &str) -> Self {
        Self::new(
            Route::Terminal,
            Some(osc52::sequence(text)),
            "sent to your terminal (OSC 52)",
        )
    }

    pub(super) fn loaded(loaded: Loaded, text: &str) -> Self {
        let (write, said) = match loaded {
            Loaded::AndSent => (None, "copied to tmux's buffer, and sent to your terminal"),
            Loaded::Only if osc52::fits(text.len()) => (
                Some(osc52::sequence(text)),
                "copied to tmux's buffer, and sent to your terminal (OSC 52)",
            ),
            Loaded::Only => (
                None,
                "copied to tmux's buffer only: over 64 KiB is too long for a terminal's clipboard",
            ),
        };
        Self::new(Route::Tmux, write, said)
    }

    pub(super) fn by_hand(length: usize) -> Self {
        let said = match length {
            0 => "not copied: there is no text",
            length if osc52::fits(length) => "not copied: no clipboard took it",
            _ => "not copied: no clipboard took it, and over 64 KiB is too long for a terminal's",
        };
        Self::new(Route::ByHand, None, said)
    }

    fn new(route: Route, write: Option<String>, said: &str) -> Self {
        Self {
            route,
            certain: route == Route::Desktop,
            write,
            said: said.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_desktops_own_word_is_certain() {
        let uncertain = [
            Report::sent("text"),
            Report::loaded(Loaded::AndSent, "text"),
            Report::loaded(Loaded::Only, "text"),
            Report::by_hand(4),
        ];
        assert!(Report::copied().certain);
        assert!(
            uncertain.iter().all(|report| !report.certain),
            "{uncertain:?}"
        );
    }

    #[test]
    fn nothing_says_copied_to_the_clipboard_but_the_desktop() {
        let long = "x".repeat(64 * 1024 + 1);
        let others = [
            Report::sent("text"),
            Report::loaded(Loaded::AndSent, "text"),
            Report::loaded(Loaded::Only, "text"),
            Report::loaded(Loaded::Only, &long),
            Report::by_hand(0),
            Report::by_hand(4),
            Report::by_hand(long.len()),
        ];
        for report in others {
            assert!(
                !report.said.contains("copied to the clipboard"),
                "{report:?}"
            );
            assert_eq!(
                report.said.contains("OSC 52"),
                report.write.is_some(),
                "{report:?}"
            );
            assert!(!report.said.contains('\n'), "{report:?}");
        }
    }

    #[test]
    fn a_long_text_in_tmux_is_not_sent_and_the_notice_says_so() {
        let report = Report::loaded(Loaded::Only, &"x".repeat(64 * 1024 + 1));
        assert_eq!(report.write, None);
        assert!(report.said.contains("only"), "{}", report.said);
    }
}
