//! Blocks as rows on the screen: which lines each takes, which is selected, and what is in sight.

use super::theme::Theme;
use crate::report::{Block, Kind};
use crate::text;
use ratatui::text::{Line, Span};

/// A list of blocks with a place in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    pub blocks: Vec<Block>,
    /// The block that keys act on.
    pub selected: usize,
    /// The first line in sight.
    pub offset: usize,
}

/// The lines of a block; the first may be a blank one that sets it apart.
#[derive(Debug, Clone)]
pub struct Row {
    pub lines: Vec<Line<'static>>,
    /// How many of the lines are blank ones before it.
    pub gap: usize,
}

impl Document {
    #[must_use]
    pub fn new(blocks: Vec<Block>) -> Self {
        let selected = blocks
            .iter()
            .position(|block| matches!(block.kind, Kind::Start(_)))
            .unwrap_or(0);
        Self {
            blocks,
            selected,
            offset: 0,
        }
    }

    #[must_use]
    pub fn current(&self) -> Option<&Block> {
        self.blocks.get(self.selected)
    }

    /// Puts other blocks in its place and keeps the place where that can be done.
    pub fn replace(&mut self, blocks: Vec<Block>) {
        self.blocks = blocks;
        self.selected = self.selected.min(self.blocks.len().saturating_sub(1));
    }

    /// Moves the selection by rows. Inside a row that is taller than the screen it scrolls first.
    pub fn step(&mut self, forth: bool, width: usize, height: usize) {
        let spans = self.spans(width);
        let Some(&(top, bottom)) = spans.get(self.selected) else {
            return;
        };
        if forth && bottom > self.offset + height && bottom - top > height {
            self.offset += height
                .saturating_sub(1)
                .max(1)
                .min(bottom - self.offset - height);
        } else if !forth && top < self.offset && bottom - top > height {
            self.offset -= height.saturating_sub(1).max(1).min(self.offset - top);
        } else {
            let last = self.blocks.len().saturating_sub(1);
            self.selected = if forth {
                (self.selected + 1).min(last)
            } else {
                self.selected.saturating_sub(1)
            };
            self.show(&spans, height, forth);
        }
    }

    /// Moves by a screenful.
    pub fn page(&mut self, forth: bool, width: usize, height: usize) {
        let spans = self.spans(width);
        let total = spans.last().map_or(0, |(_, bottom)| *bottom);
        let by = height.saturating_sub(1).max(1);
        let last = total.saturating_sub(height);
        let was = self.offset;
        self.offset = if forth {
            (self.offset + by).min(last)
        } else {
            self.offset.saturating_sub(by)
        };
        let line = if forth && was == last {
            total.saturating_sub(1)
        } else if !forth && was == 0 {
            0
        } else {
            self.offset
        };
        self.selected = spans
            .iter()
            .position(|(_, bottom)| line < *bottom)
            .unwrap_or(0);
    }

    /// Moves to the first or the last row.
    pub fn go_to_end(&mut self, end: bool, width: usize, height: usize) {
        self.selected = if end {
            self.blocks.len().saturating_sub(1)
        } else {
            0
        };
        self.show(&self.spans(width), height, end);
    }

    /// Selects a row and brings it into sight.
    pub fn select(&mut self, selected: usize, width: usize, height: usize) {
        let forth = selected >= self.selected;
        self.selected = selected.min(self.blocks.len().saturating_sub(1));
        self.show(&self.spans(width), height, forth);
    }

    /// Keeps the selection in sight after the size changed.
    pub fn fit(&mut self, width: usize, height: usize) {
        self.show(&self.spans(width), height, true);
    }

    /// First and last-but-one line of each block.
    fn spans(&self, width: usize) -> Vec<(usize, usize)> {
        let mut at = 0;
        rows(&self.blocks, width, Theme::new(false))
            .iter()
            .map(|row| {
                let top = at;
                at += row.lines.len();
                (top, at)
            })
            .collect()
    }

    fn show(&mut self, spans: &[(usize, usize)], height: usize, forth: bool) {
        let Some(&(top, bottom)) = spans.get(self.selected) else {
            return;
        };
        let total = spans.last().map_or(0, |(_, bottom)| *bottom);
        if bottom - top > height {
            self.offset = if forth || self.offset < top {
                top
            } else {
                bottom - height
            };
        } else {
            self.offset = scroll(self.offset, top, bottom, height);
        }
        // The heading above the first row belongs to it.
        if self.selected <= 1 && bottom <= height {
            self.offset = 0;
        }
        self.offset = self
            .offset
            .min(
                total
                    .saturating_sub(height)
                    .max(if bottom - top > height { top } else { 0 }),
            );
    }
}

/// The smallest move of `offset` that shows the lines from `top` to `bottom`.
fn scroll(offset: usize, top: usize, bottom: usize, height: usize) -> usize {
    offset.clamp(
        bottom.saturating_sub(height.max(1)),
        top.max(bottom.saturating_sub(height.max(1))),
    )
}

/// Columns for the mark of the selected row.
pub const GUTTER: usize = 2;
/// Columns that a label takes.
const LABEL: usize = 9;

/// The lines of every block, `width` columns wide with the gutter.
#[must_use]
pub fn rows(blocks: &[Block], width: usize, theme: Theme) -> Vec<Row> {
    let columns = width.saturating_sub(GUTTER).max(1);
    blocks
        .iter()
        .enumerate()
        .map(|(at, block)| {
            let gap = usize::from(at > 0 && stands_apart(&block.kind, &blocks[at - 1].kind));
            let mut lines = vec![Line::default(); gap];
            lines.extend(lines_of(block, columns, label_width(blocks, at), theme));
            Row { lines, gap }
        })
        .collect()
}

fn stands_apart(kind: &Kind, before: &Kind) -> bool {
    match kind {
        Kind::Heading(_) | Kind::Start(_) => true,
        Kind::Cause { .. } => !matches!(before, Kind::Heading(_) | Kind::Cause { .. }),
        Kind::Step { .. } => !matches!(before, Kind::Heading(_) | Kind::Step { .. }),
        _ => matches!(before, Kind::Start(_)),
    }
}

#[expect(clippy::too_many_lines, reason = "one arm for each kind of block")]
fn lines_of(block: &Block, columns: usize, label: usize, theme: Theme) -> Vec<Line<'static>> {
    let indent = usize::from(block.level) * 2;
    let plain = ratatui::style::Style::new();
    let at = |first: Span<'static>, body: &str, style| hanging(indent, first, body, style, columns);
    match &block.kind {
        Kind::Title {
            code,
            title,
            severity,
        } => {
            let severity = severity
                .map(|severity| format!("  [{severity}]"))
                .unwrap_or_default();
            at(
                Span::raw(""),
                &format!("{code}  {title}{severity}"),
                theme.title(),
            )
        }
        Kind::Heading(text) => at(Span::raw(""), text, theme.heading()),
        Kind::Paragraph(text) => at(Span::raw(""), text, plain),
        Kind::Labelled { label: name, text } => at(
            Span::styled(label_column(name, label), theme.label()),
            text,
            plain,
        ),
        Kind::Bullet(text) => at(Span::raw("- "), text, plain),
        Kind::Command {
            shell, text, note, ..
        } => {
            let mut lines = at(
                Span::styled(label_column(short(*shell), LABEL), theme.label()),
                text,
                theme.command(),
            );
            lines.extend(
                note.iter()
                    .flat_map(|note| at(Span::raw(" ".repeat(LABEL)), note, theme.quiet())),
            );
            lines
        }
        Kind::First(connect) => at(
            Span::styled(label_column("once", LABEL), theme.label()),
            connect,
            theme.command(),
        ),
        Kind::Step {
            number,
            text,
            done,
            current,
            ..
        } => {
            let tick = if *done { "[x]" } else { "[ ]" };
            let style = if *current { theme.title() } else { plain };
            at(
                Span::styled(format!("{tick} {number}. "), style),
                text,
                style,
            )
        }
        Kind::Warning(text) => at(Span::styled("! ", theme.warning()), text, theme.warning()),
        Kind::Link { title, url } => {
            let mut lines = at(Span::raw("- "), title, plain);
            lines.extend(at(Span::raw("  "), url, theme.quiet()));
            lines
        }
        Kind::Reference { code, title } => at(
            Span::styled(format!("{code}  "), theme.title()),
            title,
            plain,
        ),
        Kind::Start(text) => at(Span::styled("> ", theme.title()), text, theme.title()),
        Kind::Cause { title, aside, .. } => {
            let body = format!("{title} ({aside})");
            at(Span::styled("* ", theme.title()), &body, theme.title())
        }
    }
}

/// The column that the labels around this one take: those of facts are longer than the guide's own.
fn label_width(blocks: &[Block], at: usize) -> usize {
    let label = |block: &Block| match &block.kind {
        Kind::Labelled { label, .. } => Some(text::width(label) + 1),
        _ => None,
    };
    let before = blocks[..at].iter().rev().map_while(label);
    let after = blocks[at..].iter().map_while(label);
    before.chain(after).max().unwrap_or(0).max(LABEL)
}

/// A label in its column.
fn label_column(label: &str, width: usize) -> String {
    format!("{label:<width$}")
}

/// What a shell is called in the narrow column before its command.
const fn short(shell: crate::catalog::Shell) -> &'static str {
    use crate::catalog::Shell;
    match shell {
        Shell::Az => "az",
        Shell::GraphPowerShell => "graph ps",
        Shell::PowerBiPowerShell => "pbi ps",
        Shell::PowerShell => "ps",
        Shell::Cmd => "cmd",
        Shell::Sh => "sh",
        Shell::GraphRest => "graph",
        Shell::PowerBiRest => "pbi rest",
        Shell::FabricRest => "fabric",
        Shell::Kql => "kql",
        Shell::Dax => "dax",
        Shell::M => "m",
    }
}

/// Text behind a first span, wrapped so that it hangs under itself. A wide first span stands alone.
fn hanging(
    indent: usize,
    first: Span<'static>,
    body: &str,
    style: ratatui::style::Style,
    columns: usize,
) -> Vec<Line<'static>> {
    let lead = text::width(&first.content);
    let hang = if lead + indent + 12 > columns {
        indent.min(columns / 4)
    } else {
        indent + lead
    };
    let room = columns.saturating_sub(hang).max(1);
    let stands_alone = hang < indent + lead;
    let mut lines = Vec::new();
    let mut head = vec![
        Span::raw(" ".repeat(if stands_alone { hang } else { indent })),
        first,
    ];
    if stands_alone {
        lines.push(Line::from(std::mem::take(&mut head)));
    }
    for row in text::wrap(&body.replace('\t', " "), room) {
        let mut spans = std::mem::take(&mut head);
        if spans.is_empty() {
            spans.push(Span::raw(" ".repeat(hang)));
        }
        spans.push(Span::styled(row, style));
        lines.push(Line::from(spans));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_row_taller_than_the_screen_is_scrolled_before_the_next_is_selected() {
        let tall = "word ".repeat(60);
        let mut document = Document::new(vec![Block::paragraph(tall), Block::paragraph("last")]);
        for _ in 0..20 {
            document.step(true, 20, 5);
        }
        assert_eq!(document.selected, 1);
        let mut document = Document {
            selected: 0,
            offset: 0,
            ..document
        };
        document.step(true, 20, 5);
        assert_eq!((document.selected, document.offset), (0, 4));
    }

    fn any_document() -> impl Strategy<Value = Document> {
        let block = ("[ -~]{0,60}", 0u8..2, 0usize..4).prop_map(|(text, level, kind)| {
            let kind = match kind {
                0 => Kind::Heading(text),
                1 => Kind::labelled("where", text),
                2 => Kind::Bullet(text),
                _ => Kind::Paragraph(text.repeat(4)),
            };
            kind.at(level)
        });
        prop::collection::vec(block, 1..12).prop_map(Document::new)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn some_line_of_the_selected_row_is_always_in_sight(
            mut document in any_document(),
            moves in prop::collection::vec(0u8..6, 0..40),
            width in 1usize..60,
            height in 1usize..12,
        ) {
            for step in moves {
                match step {
                    0 => document.step(true, width, height),
                    1 => document.step(false, width, height),
                    2 => document.page(true, width, height),
                    3 => document.page(false, width, height),
                    4 => document.go_to_end(true, width, height),
                    _ => document.go_to_end(false, width, height),
                }
                let (top, bottom) = document.spans(width)[document.selected];
                prop_assert!(document.selected < document.blocks.len());
                prop_assert!(top < document.offset + height && bottom > document.offset, "{top}..{bottom} at {}", document.offset);
            }
        }

        #[test]
        fn every_line_fits_its_width(document in any_document(), width in 16usize..80) {
            for line in rows(&document.blocks, width, Theme::new(true)).iter().flat_map(|row| &row.lines) {
                prop_assert!(line.width() + GUTTER <= width, "{line:?}");
            }
        }
    }
}
