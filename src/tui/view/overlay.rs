//! What stands in front of a screen: help, a form, the choice of shell, the paste box, the note.

use super::{document, layout};
use crate::text;
use crate::tui::app::copy::Shells;
use crate::tui::app::form::{Field, Form};
use crate::tui::app::{App, Note, Overlay};
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Widget};

/// Draws it; where the cursor is, while something is typed.
pub fn render(overlay: &Overlay, body: Rect, app: &App, buffer: &mut Buffer) -> Option<Position> {
    let frame = layout::frame(body, overlay);
    let inside = layout::inside(frame);
    Clear.render(frame, buffer);
    let title = match overlay {
        Overlay::Help(_) => " Keys ",
        Overlay::Form(_) => " Values for the command ",
        Overlay::Shells(_) => " Which shell do you work in? ",
        Overlay::PasteBox(_) => " Paste or type the error ",
        Overlay::Note(Note { redacted: true, .. }) => " Note, masked ",
        Overlay::Note(_) => " Note ",
    };
    Block::bordered()
        .border_type(BorderType::Plain)
        .title(title)
        .render(frame, buffer);
    match overlay {
        Overlay::Help(rows) | Overlay::Note(Note { document: rows, .. }) => {
            document::render(rows, inside, app.theme, buffer);
            None
        }
        Overlay::Form(fields) => form(fields, inside, app.theme, buffer),
        Overlay::Shells(choices) => {
            shells(choices, inside, app, buffer);
            None
        }
        Overlay::PasteBox(text) => Some(paste_box(text, inside, app.theme, buffer)),
    }
}

fn form(form: &Form, area: Rect, theme: Theme, buffer: &mut Buffer) -> Option<Position> {
    let mut cursor = None;
    // Where not all fit, the field that is being filled in is the first in sight.
    let fits = form.fields.len() * 3 + 2 <= usize::from(area.height);
    let first = if fits { 0 } else { form.at };
    let mut rows = area.rows();
    for (at, field) in form.fields.iter().enumerate().skip(first) {
        let (lines, column) = field_lines(field, at == form.at, area.width, theme);
        for (number, line) in lines.into_iter().enumerate() {
            let Some(row) = rows.next() else { break };
            line.render(row, buffer);
            if at == form.at && number == 1 {
                let x = (row.x + 3)
                    .saturating_add(column)
                    .min(row.right().saturating_sub(1));
                cursor = Some(Position { x, y: row.y });
            }
        }
    }
    if let Some(last) = rows.next_back() {
        Line::styled(" Empty: the placeholder stays.", theme.quiet()).render(last, buffer);
    }
    cursor
}

/// What is asked, what was typed, and what is wrong with it; and the cursor's column in the second.
fn field_lines(field: &Field, active: bool, width: u16, theme: Theme) -> ([Line<'static>; 3], u16) {
    let columns = usize::from(width.saturating_sub(1)).max(1);
    let asked = text::truncate(&format!(" {}", field.ask), columns).into_owned();
    let room = columns.saturating_sub(4).max(1);
    let scroll = field.input.visual_scroll(room);
    let shown: String = field
        .input
        .value()
        .chars()
        .skip(scroll)
        .take(room)
        .collect();
    let below = match &field.fault {
        Some(fault) => Line::styled(format!(" ! {fault}"), theme.warning()),
        None => Line::styled(
            format!("   like {}", field.fact_type.example()),
            theme.quiet(),
        ),
    };
    let typed = vec![
        Span::styled(if active { " > " } else { "   " }, theme.key()),
        Span::raw(shown),
    ];
    let column = u16::try_from(field.input.visual_cursor().saturating_sub(scroll)).unwrap_or(0);
    (
        [Line::styled(asked, theme.label()), Line::from(typed), below],
        column,
    )
}

fn shells(shells: &Shells, area: Rect, app: &App, buffer: &mut Buffer) {
    for (at, (row, choice)) in area.rows().zip(&shells.choices).enumerate() {
        let label = format!("   {:<20} ", choice.shell.label());
        let room = usize::from(area.width).saturating_sub(label.len());
        let command = text::truncate(&choice.text, room).into_owned();
        Line::from(vec![
            Span::styled(label, app.theme.title()),
            Span::styled(command, app.theme.quiet()),
        ])
        .render(row, buffer);
        if at == shells.at {
            buffer.set_style(row, app.theme.selected());
            Line::raw(" ▌").render(Rect { width: 2, ..row }, buffer);
        }
    }
    let below = area.rows().nth(shells.choices.len() + 1);
    if let Some(row) = below {
        let says = if app.shell.is_none() {
            "   It is remembered: you are asked once."
        } else {
            "   Yours is not among them."
        };
        Line::styled(says, app.theme.quiet()).render(row, buffer);
    }
}

/// The end of what was typed, with the cursor behind it.
fn paste_box(text: &str, area: Rect, theme: Theme, buffer: &mut Buffer) -> Position {
    let columns = usize::from(area.width.saturating_sub(2)).max(1);
    // Only the end is in sight; a long paste need not be wrapped whole.
    let height = usize::from(area.height.max(1));
    let seen = text::tail(text, (columns + 4) * 4 * height);
    let lines: Vec<String> = seen
        .split('\n')
        .flat_map(|line| text::wrap(&line.replace('\t', " "), columns))
        .collect();
    let first = lines.len().saturating_sub(height);
    let mut end = Position {
        x: area.x + 1,
        y: area.y,
    };
    for (row, line) in area.rows().zip(&lines[first..]) {
        Line::from(vec![Span::raw(" "), Span::raw(line.clone())]).render(row, buffer);
        let column = u16::try_from(text::width(line)).unwrap_or(0);
        end = Position {
            x: (row.x + 1 + column).min(row.right().saturating_sub(1)),
            y: row.y,
        };
    }
    if text.is_empty() {
        Line::styled(" several lines are fine", theme.quiet()).render(area, buffer);
    }
    end
}
