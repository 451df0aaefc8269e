//! The last lines: what just happened, and what the keys do.

use crate::text;
use crate::tui::app::App;
use crate::tui::keymap::{self, Binding};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// What can be told about the last thing that happened.
pub fn notice(app: &App, area: Rect, buffer: &mut Buffer) {
    let Some(notice) = &app.notice else { return };
    let lines = text::wrap(&notice.0, usize::from(area.width).saturating_sub(2).max(1));
    for (at, (row, line)) in area.rows().zip(lines).enumerate() {
        let mark = if at == 0 { "» " } else { "  " };
        Line::from(vec![
            Span::styled(mark, app.theme.notice()),
            Span::styled(line, app.theme.notice()),
        ])
        .render(row, buffer);
    }
}

/// As many hints as fit, the least useful dropped first.
pub fn hints(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let mut hints = keymap::footer(app.context());
    hints.retain(|hint| app.is_useful(hint.action));
    while width_of(&hints) > usize::from(area.width) && !hints.is_empty() {
        hints.pop();
    }
    // The most useful are quit and help: they stand last, where one looks for them.
    let ends = hints
        .iter()
        .take_while(|hint| hint.footer <= Some(1))
        .count();
    hints.rotate_left(ends);
    let mut spans = vec![Span::raw(" ")];
    for hint in hints {
        spans.push(Span::styled(hint.keys[0].to_string(), theme.key()));
        spans.push(Span::styled(format!(" {}  ", hint.label), theme.quiet()));
    }
    Line::from(spans).render(area, buffer);
}

fn width_of(hints: &[&Binding]) -> usize {
    1 + hints
        .iter()
        .map(|hint| text::width(&hint.keys[0].to_string()) + text::width(hint.label) + 3)
        .sum::<usize>()
}
