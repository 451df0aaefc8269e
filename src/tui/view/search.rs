//! The search screen: query, list with the matched characters marked, preview.

use super::layout::Areas;
use super::{document, rule};
use crate::catalog::Severity;
use crate::embedded::{ENTRIES, KNOWN};
use crate::search::{Hit, Marks};
use crate::text;
use crate::tui::app::App;
use crate::tui::app::search::{OpenSession, Row, Search};
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use unicode_segmentation::UnicodeSegmentation;

const PROMPT: &str = " > ";

/// Draws the screen; where the cursor is.
pub fn render(app: &App, search: &Search, areas: &Areas, buffer: &mut Buffer) -> Position {
    let cursor = query(search, areas.query, app.theme, buffer);
    below_query(search, areas, app.theme, buffer);
    if search.rows.is_empty() && !search.query.value().trim().is_empty() {
        nothing_found(app.index.is_some(), areas.list, app.theme, buffer);
    }
    let rows = search.rows.iter().enumerate().skip(search.offset);
    for (area, (at, row)) in areas.list.rows().zip(rows) {
        row_line(row, at == search.selected, area, app, buffer);
    }
    if areas.preview.height > 0 {
        preview(search, areas, app.theme, buffer);
    }
    cursor
}

fn query(search: &Search, area: Rect, theme: Theme, buffer: &mut Buffer) -> Position {
    let lead = u16::try_from(PROMPT.len()).unwrap_or(3);
    let room = usize::from(area.width.saturating_sub(lead + 1)).max(1);
    let scroll = search.query.visual_scroll(room);
    let shown = visible(search.query.value(), scroll, room);
    let mut spans = vec![Span::styled(PROMPT, theme.key())];
    if search.query.value().is_empty() {
        spans.push(Span::styled(
            "an error code, or words from the message",
            theme.quiet(),
        ));
    } else {
        spans.push(Span::raw(shown));
    }
    Line::from(spans).render(area, buffer);
    let column = search.query.visual_cursor().max(scroll) - scroll;
    let x = area
        .x
        .saturating_add(lead)
        .saturating_add(u16::try_from(column).unwrap_or(u16::MAX));
    Position {
        x: x.min(area.right().saturating_sub(1)),
        y: area.y,
    }
}

/// The part of the query from column `scroll` on, `room` columns wide.
fn visible(query: &str, scroll: usize, room: usize) -> String {
    let mut column = 0;
    let mut shown = String::new();
    for grapheme in query.graphemes(true) {
        let width = text::width(grapheme);
        if column >= scroll && column + width <= scroll + room {
            shown.push_str(grapheme);
        }
        column += width;
    }
    shown
}

/// The line between query and list: how many there are, or what the search has to say.
fn below_query(search: &Search, areas: &Areas, theme: Theme, buffer: &mut Buffer) {
    let area = Rect {
        y: areas.query.y + 1,
        height: 1,
        ..areas.query
    };
    let hits = search
        .rows
        .iter()
        .filter(|row| matches!(row, Row::Hit(_)))
        .count();
    let says = if search.query.value().trim().is_empty() {
        format!(
            "   {} errors with causes and fixes, {} more codes known",
            ENTRIES.len(),
            KNOWN.len()
        )
    } else if search.said.is_empty() {
        let count = if hits == 1 {
            "1 match".into()
        } else {
            format!("{hits} matches")
        };
        if search.guess {
            format!("   {count}, guessed from the words")
        } else {
            format!("   {count}")
        }
    } else {
        format!("   {}", search.said.join("; "))
    };
    let says = text::truncate(&says, usize::from(area.width)).into_owned();
    Line::styled(says, theme.quiet()).render(area, buffer);
}

fn nothing_found(searched: bool, area: Rect, theme: Theme, buffer: &mut Buffer) {
    if !searched {
        return;
    }
    let says = [
        "Nothing matches.",
        "",
        "Try the code alone (50011), or one word of the message; or paste the whole error: every code in it is found.",
    ];
    let lines = says
        .iter()
        .flat_map(|line| text::wrap(line, usize::from(area.width.saturating_sub(3)).max(1)));
    for (row, line) in area.rows().zip(lines) {
        Line::from(vec![Span::raw("   "), Span::styled(line, theme.quiet())]).render(row, buffer);
    }
}

fn row_line(row: &Row, selected: bool, area: Rect, app: &App, buffer: &mut Buffer) {
    let theme = app.theme;
    match row {
        Row::Heading(heading) => {
            Line::styled(format!(" {heading}"), theme.heading()).render(area, buffer);
        }
        Row::Session(session) => session_line(session, area, app).render(area, buffer),
        Row::Hit(hit) => hit_line(hit, &marks(hit, app), area, theme).render(area, buffer),
    }
    if selected {
        buffer.set_style(area, theme.selected());
        Line::raw("▌").render(area, buffer);
    }
}

fn session_line(session: &OpenSession, area: Rect, app: &App) -> Line<'static> {
    let when = crate::report::day_and_time(session.last, app.now, &app.zone);
    let room =
        usize::from(area.width).saturating_sub(text::width(&session.code) + text::width(&when) + 6);
    Line::from(vec![
        Span::raw("  "),
        Span::styled(session.code.clone(), app.theme.title()),
        Span::raw("  "),
        Span::styled(format!("{when}  "), app.theme.quiet()),
        Span::raw(text::truncate(&session.standing, room).into_owned()),
    ])
}

/// From this many columns on, severity is written out, and the category stands beside it.
const ROOMY: usize = 60;
/// Columns of the longest category and of the longest severity, with a blank each.
const CATEGORY: usize = 20;
const SEVERITY: usize = 9;

/// The characters of a hit that were asked for.
fn marks(hit: &Hit, app: &App) -> Marks {
    let known = app.index.as_ref().zip(app.search());
    known
        .map(|(index, search)| index.marks(&search.asked, &hit.target))
        .unwrap_or_default()
}

/// Code, title, severity and category, as far as there is room.
fn hit_line(hit: &Hit, marks: &Marks, area: Rect, theme: Theme) -> Line<'static> {
    let columns = usize::from(area.width);
    let tail = tail(hit, columns, theme);
    let used: usize = tail.iter().map(Span::width).sum();
    let room = columns.saturating_sub(used + 4);
    let code = text::truncate(hit.target.code(), room.min(columns / 2)).into_owned();
    let room = room.saturating_sub(text::width(&code));
    let title = match hit.target.title() {
        "" => "no public explanation",
        title => title,
    };
    let title = text::truncate(title, room).into_owned();
    let gap = room.saturating_sub(text::width(&title));
    let mut spans = vec![Span::raw("  ")];
    spans.extend(marked(&code, &marks.code, theme.title(), theme));
    spans.push(Span::raw("  "));
    spans.extend(marked(&title, &marks.title, Style::new(), theme));
    spans.push(Span::raw(" ".repeat(gap)));
    spans.extend(tail);
    Line::from(spans)
}

/// Severity and category, each in a column of its own.
fn tail(hit: &Hit, columns: usize, theme: Theme) -> Vec<Span<'static>> {
    let severity = hit.target.header().map(|header| header.severity);
    let style = severity.map_or(theme.quiet(), |severity| theme.severity(severity));
    if columns < ROOMY {
        return vec![Span::styled(
            format!(" {}", severity.map_or("code", severity_mark)),
            style,
        )];
    }
    let said = severity.map_or("code", Severity::as_str);
    let category = hit.target.category().label();
    vec![
        Span::styled(format!(" {said:<width$}", width = SEVERITY - 1), style),
        Span::styled(
            format!(" {category:<width$}", width = CATEGORY - 1),
            theme.quiet(),
        ),
    ]
}

const fn severity_mark(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "low",
        Severity::Medium => "med",
        Severity::High => "HIGH",
        Severity::Critical => "CRIT",
    }
}

/// The text with the characters at `positions` marked; a grapheme is marked as a whole.
fn marked(text: &str, positions: &[usize], plain: Style, theme: Theme) -> Vec<Span<'static>> {
    let mut next = 0;
    text.graphemes(true)
        .map(|grapheme| {
            let held = next..next + grapheme.chars().count();
            next = held.end;
            let hit = positions.iter().any(|position| held.contains(position));
            Span::styled(
                grapheme.to_owned(),
                if hit {
                    plain.patch(theme.matched())
                } else {
                    plain
                },
            )
        })
        .collect()
}

fn preview(search: &Search, areas: &Areas, theme: Theme, buffer: &mut Buffer) {
    let area = areas.preview;
    let line = if area.x > areas.list.x {
        Rect {
            x: area.x - 1,
            width: 1,
            ..area
        }
    } else {
        Rect {
            y: area.y - 1,
            height: 1,
            ..area
        }
    };
    rule(line, theme, buffer);
    document::render(&search.preview, area, theme, buffer);
}
