//! A document in its area: the rows in sight, the selected one marked, and how much lies above and below.

use crate::tui::document::{Document, GUTTER, rows};
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Draws the part of the document that is in sight.
pub fn render(document: &Document, area: Rect, theme: Theme, buffer: &mut Buffer) {
    let rows = rows(&document.blocks, usize::from(area.width), theme);
    let mut at = 0;
    let mut total = 0;
    for (index, row) in rows.iter().enumerate() {
        let selected = index == document.selected;
        for (number, line) in row.lines.iter().enumerate() {
            if let Some(y) = at_line(at + number, document.offset, area) {
                draw_line(
                    line,
                    selected && number >= row.gap,
                    number == row.gap,
                    Rect {
                        y,
                        height: 1,
                        ..area
                    },
                    theme,
                    buffer,
                );
            }
        }
        at += row.lines.len();
        total = at;
    }
    more(document.offset, total, area, theme, buffer);
}

fn at_line(line: usize, offset: usize, area: Rect) -> Option<u16> {
    let down = u16::try_from(line.checked_sub(offset)?).ok()?;
    (down < area.height).then(|| area.y + down)
}

fn draw_line(
    line: &Line,
    selected: bool,
    first: bool,
    area: Rect,
    theme: Theme,
    buffer: &mut Buffer,
) {
    let text = Rect {
        x: area.x.saturating_add(2).min(area.right()),
        width: area
            .width
            .saturating_sub(u16::try_from(GUTTER).unwrap_or(2)),
        ..area
    };
    line.render(text, buffer);
    if selected {
        let mark = if first { "▌ " } else { "▌" };
        Line::styled(mark, theme.key()).render(area, buffer);
    }
}

/// Says at the right edge that there is more above or below.
fn more(offset: usize, total: usize, area: Rect, theme: Theme, buffer: &mut Buffer) {
    if area.width == 0 || area.height == 0 {
        return;
    }
    let x = area.right() - 1;
    let mut mark = |y: u16, symbol: &str| {
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_symbol(symbol).set_style(theme.key());
        }
    };
    if offset > 0 {
        mark(area.y, "^");
    }
    if offset + usize::from(area.height) < total {
        mark(area.bottom() - 1, "v");
    }
}
