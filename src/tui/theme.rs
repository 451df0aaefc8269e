//! Roles of style. Only the terminal's own colours, and nothing is said by colour alone.

use crate::catalog::Severity;
use ratatui::style::{Color, Modifier, Style};

/// How each role looks, with colours or without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    colours: bool,
}

impl Theme {
    #[must_use]
    pub const fn new(colours: bool) -> Self {
        Self { colours }
    }

    const fn colour(self, colour: Color) -> Style {
        if self.colours {
            Style::new().fg(colour)
        } else {
            Style::new()
        }
    }

    #[must_use]
    pub const fn title(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    #[must_use]
    pub const fn heading(self) -> Style {
        self.colour(Color::Blue).add_modifier(Modifier::BOLD)
    }

    #[must_use]
    pub const fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The characters that made an entry match.
    #[must_use]
    pub const fn matched(self) -> Style {
        self.colour(Color::Magenta)
            .add_modifier(Modifier::BOLD)
            .add_modifier(Modifier::UNDERLINED)
    }

    /// The line at the top.
    #[must_use]
    pub const fn bar(self) -> Style {
        Style::new().add_modifier(Modifier::UNDERLINED)
    }

    #[must_use]
    pub const fn quiet(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    #[must_use]
    pub const fn label(self) -> Style {
        self.colour(Color::Cyan)
    }

    #[must_use]
    pub const fn command(self) -> Style {
        self.colour(Color::Green)
    }

    #[must_use]
    pub const fn key(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    #[must_use]
    pub const fn warning(self) -> Style {
        self.colour(Color::Red).add_modifier(Modifier::BOLD)
    }

    #[must_use]
    pub const fn notice(self) -> Style {
        self.colour(Color::Magenta).add_modifier(Modifier::BOLD)
    }

    #[must_use]
    pub const fn severity(self, severity: Severity) -> Style {
        match severity {
            Severity::Low => Style::new().add_modifier(Modifier::DIM),
            Severity::Medium => Style::new(),
            Severity::High => self.colour(Color::Red),
            Severity::Critical => self.colour(Color::Red).add_modifier(Modifier::BOLD),
        }
    }
}
