//! State → screen. Drawing changes nothing.

mod document;
mod footer;
mod guide;
pub mod layout;
mod overlay;
mod search;
#[cfg(test)]
mod svg;

use super::app::entry::Entry;
use super::app::{App, Screen};
use super::theme::Theme;
use crate::text;
use layout::{Areas, SMALLEST, areas};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Draws everything.
pub fn draw(app: &App, frame: &mut Frame) {
    let area = frame.area();
    let buffer = frame.buffer_mut();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return too_small(area, buffer);
    }
    if let Some(cursor) = render(app, buffer) {
        frame.set_cursor_position(cursor);
    }
}

fn too_small(area: Rect, buffer: &mut Buffer) {
    let says = format!("Too small: {} x {} at least", SMALLEST.0, SMALLEST.1);
    for (row, line) in area.rows().zip(text::wrap(&says, usize::from(area.width))) {
        Line::raw(line).render(row, buffer);
    }
}

/// Draws into a buffer; where the cursor belongs, while something is typed.
fn render(app: &App, buffer: &mut Buffer) -> Option<Position> {
    let areas = areas(app);
    header(app, &areas, buffer);
    let mut cursor = None;
    match app.screens.last() {
        Some(Screen::Search(search)) => cursor = Some(search::render(app, search, &areas, buffer)),
        Some(Screen::Found(found)) => {
            document::render(&found.document, areas.body, app.theme, buffer);
        }
        Some(Screen::Entry(entry)) => {
            document::render(&entry.document, areas.body, app.theme, buffer);
        }
        Some(Screen::Guide) => guide::render(app, &areas, buffer),
        None => {}
    }
    if let Some(overlay) = app.overlays.last() {
        cursor = overlay::render(overlay, areas.body, app, buffer);
    }
    footer::notice(app, areas.notice, buffer);
    footer::hints(app, areas.footer, buffer);
    cursor
}

/// The program's name, where the person is, and whether events are saved.
fn header(app: &App, areas: &Areas, buffer: &mut Buffer) {
    let area = areas.header;
    let (place, title) = match app.screens.last() {
        Some(Screen::Search(search)) if search.different => {
            ("A different error now".into(), String::new())
        }
        Some(Screen::Search(_)) | None => (
            "unsnag".into(),
            "paste an error, or type what you see".into(),
        ),
        Some(Screen::Found(_)) => ("What was found".into(), String::new()),
        Some(Screen::Entry(entry)) => (entry.target.code().to_owned(), entry_title(entry)),
        Some(Screen::Guide) => app.guide.as_ref().map_or_else(Default::default, |guide| {
            (guide.entry.code.clone(), guide.entry.title.clone())
        }),
    };
    let in_guide = matches!(app.screens.last(), Some(Screen::Guide));
    let warning = if app.unsaved.is_some() {
        " not saved "
    } else if in_guide && app.guide.as_ref().is_some_and(|guide| guide.read_only) {
        " read only "
    } else {
        ""
    };
    let short = app
        .guide
        .as_ref()
        .filter(|_| in_guide && areas.minutes.is_empty())
        .and_then(guide::minutes_left);
    let right = short.map_or_else(String::new, |(_, short)| format!(" {short} "));
    let fixed = text::width(&right) + text::width(warning);
    let place = text::truncate(
        &place,
        usize::from(area.width).saturating_sub(fixed + 3).max(1),
    )
    .into_owned();
    let room = usize::from(area.width).saturating_sub(text::width(&place) + fixed + 3);
    let title = text::truncate(&title, room).into_owned();
    let used = 1 + text::width(&place) + 2 + text::width(&title) + fixed;
    let gap = " ".repeat(usize::from(area.width).saturating_sub(used));
    Line::from(vec![
        Span::styled(format!(" {place}  "), app.theme.title()),
        Span::raw(title),
        Span::raw(gap),
        Span::raw(right),
        Span::styled(warning, app.theme.warning()),
    ])
    .style(app.theme.bar())
    .render(area, buffer);
}

/// The title of an entry with its severity.
fn entry_title(entry: &Entry) -> String {
    let title = entry.target.title();
    entry.target.header().map_or(title.to_owned(), |header| {
        format!("[{}] {title}", header.severity)
    })
}

/// A vertical or horizontal line between two panes.
fn rule(area: Rect, theme: Theme, buffer: &mut Buffer) {
    let symbol = if area.width == 1 { "│" } else { "─" };
    for position in area.positions() {
        if let Some(cell) = buffer.cell_mut(position) {
            cell.set_symbol(symbol).set_style(theme.quiet());
        }
    }
}

#[cfg(test)]
mod tests;
