//! Where everything is: a pure function of the state's size, for drawing and for scrolling.

use crate::text;
use crate::tui::app::{App, Overlay, Screen};
use crate::tui::document::{self, GUTTER};
use ratatui::layout::{Constraint, Layout, Rect};

/// Smaller than this, the window says that it is too small.
pub const SMALLEST: (u16, u16) = (24, 6);
/// From this width on, the causes stand beside the task.
const WIDE: u16 = 70;
/// From this width on, the preview stands beside the list; narrower, titles need the whole line.
const WIDE_SEARCH: u16 = 100;
/// From this height on, there is room for what helps and is not needed: a preview below the list of a narrow search
/// screen, the minutes of the guide in a line of their own.
const TALL: u16 = 18;
/// How many lines of choices the guide shows at most.
const MOST_CHOICES: u16 = 6;

/// The areas of a screen; those that it does not have are empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Areas {
    pub header: Rect,
    pub body: Rect,
    pub notice: Rect,
    pub footer: Rect,
    pub query: Rect,
    pub list: Rect,
    pub preview: Rect,
    pub causes: Rect,
    pub task: Rect,
    pub choices: Rect,
    /// The minutes that the guide expects; in a low window they stand in the header.
    pub minutes: Rect,
    /// Whether there is room to say what each choice of the guide means.
    pub explained: bool,
    /// The inside of what stands in front.
    pub overlay: Rect,
}

/// The areas for what is in sight now.
#[must_use]
pub fn areas(app: &App) -> Areas {
    let whole = Rect::new(0, 0, app.size.width, app.size.height);
    let notice_lines = app
        .notice
        .as_ref()
        .map_or(0, |notice| notice_height(&notice.0, whole.width));
    let rows = Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(1),
        Constraint::Length(notice_lines),
        Constraint::Length(1),
    ]);
    let [header, body, notice, footer] = whole.layout(&rows);
    let mut areas = Areas {
        header,
        body,
        notice,
        footer,
        ..Areas::default()
    };
    match app.screens.last() {
        Some(Screen::Search(_)) => search(&mut areas),
        Some(Screen::Guide) => guide(app, &mut areas),
        _ => {}
    }
    if let Some(overlay) = app.overlays.last() {
        areas.overlay = inside(frame(body, overlay));
    }
    areas
}

fn notice_height(notice: &str, width: u16) -> u16 {
    let lines = text::wrap(notice, usize::from(width).saturating_sub(GUTTER).max(1)).len();
    u16::try_from(lines.clamp(1, 3)).unwrap_or(1)
}

fn search(areas: &mut Areas) {
    let [query, _, rest] = areas.body.layout(&Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Min(0),
    ]));
    areas.query = query;
    if areas.body.width >= WIDE_SEARCH {
        let columns = Layout::horizontal([
            Constraint::Percentage(52),
            Constraint::Length(1),
            Constraint::Min(0),
        ]);
        let [list, _, preview] = rest.layout(&columns);
        areas.list = list;
        areas.preview = preview;
    } else if areas.body.height >= TALL {
        let rows = Layout::vertical([
            Constraint::Percentage(55),
            Constraint::Length(1),
            Constraint::Min(0),
        ]);
        let [list, _, preview] = rest.layout(&rows);
        areas.list = list;
        areas.preview = preview;
    } else {
        areas.list = rest;
    }
}

fn guide(app: &App, areas: &mut Areas) {
    let Some(guide) = &app.guide else { return };
    if areas.body.height >= TALL {
        let rows = Layout::vertical([Constraint::Length(1), Constraint::Min(0)]);
        [areas.minutes, areas.body] = areas.body.layout(&rows);
    }
    let mut right = areas.body;
    if areas.body.width >= WIDE {
        let list = (areas.body.width * 2 / 5).min(52);
        let columns = Layout::horizontal([
            Constraint::Length(list),
            Constraint::Length(1),
            Constraint::Min(0),
        ]);
        let [causes, _, rest] = areas.body.layout(&columns);
        areas.causes = causes;
        right = rest;
    } else if guide.on_causes {
        areas.causes = areas.body;
        return;
    }
    let width = usize::from(right.width.saturating_sub(1)).max(1);
    let lines = |explained| {
        let lines = super::guide::choice_lines(&guide.prompt, width, explained, app.theme);
        u16::try_from(lines.len()).unwrap_or(u16::MAX)
    };
    let rows = document::rows(&guide.task.blocks, usize::from(right.width), app.theme);
    let task: usize = rows.iter().map(|row| row.lines.len()).sum();
    let needs = u16::try_from(task).unwrap_or(u16::MAX);
    areas.explained = needs.saturating_add(lines(true) + 2) <= right.height;
    let choices = if areas.explained {
        lines(true)
    } else {
        lines(false).min(MOST_CHOICES).min(right.height / 3)
    };
    let gap = u16::from(choices > 0 && right.height > 8);
    let rows = Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(gap),
        Constraint::Length(choices),
    ]);
    let [_, task, _, below] = right.layout(&rows);
    areas.task = task;
    areas.choices = below;
}

/// Where something in front stands.
#[must_use]
pub fn frame(body: Rect, overlay: &Overlay) -> Rect {
    let wanted_height = match overlay {
        Overlay::Form(form) => u16::try_from(form.fields.len() * 3 + 5).unwrap_or(u16::MAX),
        Overlay::Shells(shells) => u16::try_from(shells.choices.len() + 5).unwrap_or(u16::MAX),
        Overlay::Help(_) | Overlay::Note(_) | Overlay::PasteBox(_) => body.height,
    };
    let width = body.width.min(100);
    let height = body.height.min(wanted_height);
    Rect {
        x: body.x + (body.width - width) / 2,
        y: body.y + (body.height - height) / 2,
        width,
        height,
    }
}

/// The inside of a frame.
#[must_use]
pub fn inside(frame: Rect) -> Rect {
    Rect {
        x: frame.x.saturating_add(1),
        y: frame.y.saturating_add(1),
        width: frame.width.saturating_sub(2),
        height: frame.height.saturating_sub(2),
    }
}
