//! A screen as an SVG picture, for the README.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;

const COLUMN: f32 = 8.4;
const LINE: f32 = 18.0;
const MARGIN: f32 = 12.0;
const INK: &str = "#d6d9e0";
const PAPER: &str = "#1a1d23";

/// The picture: a row of text each, cells of one style together.
#[expect(clippy::cast_precision_loss, reason = "screens are small")]
pub fn svg(buffer: &Buffer) -> String {
    let (width, height) = (
        f32::from(buffer.area.width) * COLUMN + 2.0 * MARGIN,
        f32::from(buffer.area.height) * LINE + 2.0 * MARGIN,
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{PAPER}\"/>\n"
    );
    for row in buffer.area.rows() {
        let cells: Vec<&Cell> = row.positions().map(|position| &buffer[position]).collect();
        let mut start = 0;
        while start < cells.len() {
            let alike = |cell: &&&Cell| cell.style() == cells[start].style();
            let length = cells[start..].iter().take_while(alike).count();
            let text: String = cells[start..start + length]
                .iter()
                .map(|cell| cell.symbol())
                .collect();
            let x = MARGIN + start as f32 * COLUMN;
            let y = MARGIN + f32::from(row.y) * LINE;
            run(
                &mut svg,
                cells[start],
                &text,
                (x, y, length as f32 * COLUMN),
            );
            start += length;
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn run(svg: &mut String, cell: &Cell, text: &str, (x, y, width): (f32, f32, f32)) {
    let is = |modifier| cell.modifier.contains(modifier);
    let (ink, paper) = if is(Modifier::REVERSED) {
        (PAPER, Some(INK))
    } else {
        (colour(cell.fg), None)
    };
    if let Some(paper) = paper {
        writeln!(svg, "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{LINE}\" fill=\"{paper}\"/>").unwrap();
    }
    if text.trim().is_empty() {
        return;
    }
    let bold = if is(Modifier::BOLD) {
        " font-weight=\"bold\""
    } else {
        ""
    };
    let dim = if is(Modifier::DIM) {
        " opacity=\"0.6\""
    } else {
        ""
    };
    let underlined = if is(Modifier::UNDERLINED) {
        " text-decoration=\"underline\""
    } else {
        ""
    };
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" fill=\"{ink}\"{bold}{dim}{underlined} xml:space=\"preserve\">{escaped}</text>",
        y + LINE - 5.0
    )
    .unwrap();
}

const fn colour(colour: Color) -> &'static str {
    match colour {
        Color::Red => "#e06c75",
        Color::Green => "#98c379",
        Color::Blue => "#61afef",
        Color::Magenta => "#c678dd",
        Color::Cyan => "#56b6c2",
        _ => INK,
    }
}
