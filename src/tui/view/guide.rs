//! The guide: left the causes with their state, right the one thing to do now, below it the answers.

use super::layout::Areas;
use super::{document, rule};
use crate::guide::{Choice, Prompt, Slot, Stage, percent};
use crate::report::minutes;
use crate::session::CauseState;
use crate::text;
use crate::tui::app::App;
use crate::tui::app::guide::Guide;
use crate::tui::keymap::{Action, Context, key_for};
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Draws the guide.
pub fn render(app: &App, areas: &Areas, buffer: &mut Buffer) {
    let Some(guide) = &app.guide else { return };
    causes(guide, areas.causes, app.theme, buffer);
    if areas.causes.width > 0 && areas.task.width > 0 {
        rule(
            Rect {
                x: areas.causes.right(),
                width: 1,
                ..areas.causes
            },
            app.theme,
            buffer,
        );
    }
    if areas.task.width == 0 {
        return;
    }
    if let Some((line, _)) = minutes_left(guide) {
        let line = text::truncate(&line, usize::from(areas.minutes.width).max(1)).into_owned();
        Line::styled(format!(" {line}"), app.theme.quiet()).render(areas.minutes, buffer);
    }
    let above = Rect {
        y: areas.task.y.saturating_sub(1),
        height: 1,
        ..areas.task
    };
    let room = usize::from(above.width.saturating_sub(2));
    let heading = text::truncate(&guide.prompt.heading, room).into_owned();
    Line::from(vec![
        Span::raw("  "),
        Span::styled(heading, app.theme.quiet()),
    ])
    .render(above, buffer);
    document::render(&guide.task, areas.task, app.theme, buffer);
    let width = usize::from(areas.choices.width.saturating_sub(1)).max(1);
    let lines = choice_lines(&guide.prompt, width, areas.explained, app.theme);
    for (row, line) in areas.choices.rows().zip(lines) {
        line.render(row, buffer);
    }
}

/// Cells of a bar of belief.
const BAR: u8 = 4;

/// The causes with their marks and belief; the one that is asked about now has an arrow.
fn causes(guide: &Guide, area: Rect, theme: Theme, buffer: &mut Buffer) {
    let sorted = guide.sorted();
    for (row, (at, place)) in area
        .rows()
        .zip(sorted.iter().enumerate().skip(guide.cause_offset))
    {
        cause_line(guide, *place, row.width, theme).render(row, buffer);
        if guide.on_causes && at == guide.cause {
            buffer.set_style(row, theme.selected());
            Line::raw("▌").render(Rect { width: 1, ..row }, buffer);
        }
    }
    below_causes(guide, area, theme, buffer);
}

/// Mark, belief in per cent and as a bar, title.
fn cause_line(guide: &Guide, place: usize, width: u16, theme: Theme) -> Line<'static> {
    let cause = &guide.entry.causes[place];
    let state = guide.state.cause(&cause.id);
    let current = guide.prompt.cause() == Some(cause.id.as_str());
    let belief = guide.prompt.plan.belief.causes[place];
    let arrow = if current { ">" } else { " " };
    let outcomes = &guide.prompt.plan.outcomes;
    let here = match outcomes.total() {
        0 => String::new(),
        all => format!("{}/{all} ", outcomes.causes[place]),
    };
    let lead = format!(
        "{arrow}[{}] {:>3}% {} {here}",
        state.mark(),
        percent(belief),
        bar(belief)
    );
    let room = usize::from(width).saturating_sub(text::width(&lead) + 1);
    let title = text::truncate(&cause.title, room).into_owned();
    let style = match state {
        CauseState::RuledOut | CauseState::Tried => theme.quiet(),
        _ if current => theme.title(),
        _ => ratatui::style::Style::new(),
    };
    Line::from(vec![Span::styled(lead, style), Span::styled(title, style)])
}

fn bar(belief: f64) -> String {
    let is_full = |cell: &u8| belief * 4.0 >= f64::from(*cell) + 0.5;
    (0..BAR)
        .map(|cell| if is_full(&cell) { '█' } else { '·' })
        .collect()
}

/// What was found out so far, and what the marks mean, as far as there is room.
fn below_causes(guide: &Guide, area: Rect, theme: Theme, buffer: &mut Buffer) {
    let columns = usize::from(area.width.saturating_sub(2)).max(1);
    let room = usize::from(area.height).saturating_sub(guide.entry.causes.len() + 1);
    let mut lines: Vec<String> = Vec::new();
    for part in [evidence(guide), legend(guide)] {
        let wrapped: Vec<String> = part
            .iter()
            .flat_map(|text| text::wrap(text, columns))
            .collect();
        if lines.len() + wrapped.len() <= room {
            lines.extend(wrapped);
        }
    }
    let top = area.bottom() - u16::try_from(lines.len()).unwrap_or(0).min(area.height);
    for (line, y) in lines.into_iter().zip(top..area.bottom()) {
        Line::styled(format!(" {line}"), theme.quiet()).render(
            Rect {
                y,
                height: 1,
                ..area
            },
            buffer,
        );
    }
}

/// The minutes that are expected, as a line of their own and in short.
#[must_use]
pub fn minutes_left(guide: &Guide) -> Option<(String, String)> {
    let plan = &guide.prompt.plan;
    if matches!(guide.prompt.stage, Stage::Done | Stage::HandOff) {
        return None;
    }
    let fix = minutes(plan.minutes_to_fix.max(1.0));
    if plan.minutes_to_cause <= 0.0 {
        return Some((format!("about {fix} to fix"), format!("fix {fix}")));
    }
    let whole = |value: f64| minutes(value.round().max(1.0));
    let cause = whole(plan.minutes_to_cause);
    let read = whole(plan.read_in_order_minutes_to_cause);
    // The unit is said once.
    let (read, then) = (read.trim_end_matches(" min"), fix.trim_end_matches(" min"));
    Some((
        format!(
            "about {cause} to the cause ({read} if read top to bottom), then about {then} to fix"
        ),
        format!("{cause}, fix {then}"),
    ))
}

/// What was answered and pasted, in a line each.
fn evidence(guide: &Guide) -> Vec<String> {
    let mut lines: Vec<String> = guide
        .state
        .answers
        .iter()
        .filter_map(|(id, answer)| guide.entry.question(id)?.answers.get((*answer)?))
        .map(|answer| format!("+ {}", answer.text))
        .collect();
    match guide.state.signals.len() {
        0 => {}
        1 => lines.push("+ 1 sign in what was pasted".into()),
        count => lines.push(format!("+ {count} signs in what was pasted")),
    }
    match guide.prompt.plan.outcomes.total() {
        0 => {}
        1 => lines.push("+ 1 session here that was solved".into()),
        count => lines.push(format!(
            "+ {count} sessions here that were solved: n/{count} by cause"
        )),
    }
    lines
}

fn legend(guide: &Guide) -> Vec<String> {
    let states = [
        CauseState::RuledOut,
        CauseState::NotSure,
        CauseState::CouldNotCheck,
        CauseState::HandedOff,
        CauseState::Found,
        CauseState::Tried,
    ];
    let used: Vec<String> = states
        .into_iter()
        .filter(|state| {
            guide
                .entry
                .causes
                .iter()
                .any(|cause| guide.state.cause(&cause.id) == *state)
        })
        .map(|state| format!("[{}] {}", state.mark(), state.label()))
        .collect();
    if used.is_empty() {
        Vec::new()
    } else {
        vec![used.join("  ")]
    }
}

/// The answers with their keys: side by side, or a line each with what it means.
#[must_use]
pub fn choice_lines(
    prompt: &Prompt,
    width: usize,
    explained: bool,
    theme: Theme,
) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut row: Vec<Span<'static>> = Vec::new();
    let mut used = 0;
    for (key, label, means) in answers(prompt) {
        let label = if explained && !means.is_empty() {
            format!("{label}: {means}")
        } else {
            label
        };
        let room = width.saturating_sub(text::width(&key) + 3);
        let label = text::truncate(&label, room).into_owned();
        let needs = text::width(&key) + text::width(&label) + 3;
        if used > 0 && (explained || used + needs > width) {
            lines.push(Line::from(std::mem::take(&mut row)));
            used = 0;
        }
        row.push(Span::styled(format!(" {key}"), theme.key()));
        row.push(Span::raw(format!(" {label} ")));
        used += needs;
    }
    if used > 0 {
        lines.push(Line::from(row));
    }
    lines
}

/// Key, label, and what follows. "Not sure" and "can't" come before what may be long.
fn answers(prompt: &Prompt) -> Vec<(String, String, String)> {
    let key = |action| key_for(Context::Guide, action).unwrap_or_default();
    let mut answers: Vec<(String, String, String)> = Vec::new();
    let mut add = |key: String, label: &str, means: &str| {
        answers.push((key, label.to_owned(), means.to_owned()));
    };
    if matches!(prompt.stage, Stage::Fix { .. }) && prompt.choice(Slot::Agree).is_none() {
        add(key(Action::ToggleStep), "done", "ticks the step");
    }
    let (numbered, named): (Vec<&Choice>, Vec<&Choice>) = prompt
        .choices
        .iter()
        .partition(|choice| matches!(choice.slot, Slot::Number(_)));
    // The answers of a question stand in the task, in full.
    let in_task = matches!(prompt.stage, Stage::Ask { .. }) && !numbered.is_empty();
    if in_task {
        let keys = format!("{}…{}", number_key(1), number_key(numbered.len()));
        add(keys, "the answer", "");
    }
    for choice in named {
        let action = match choice.slot {
            Slot::Yes => Action::AnswerYes,
            Slot::No => Action::AnswerNo,
            Slot::NotSure => Action::AnswerNotSure,
            Slot::Cannot => Action::AnswerCannot,
            Slot::Agree => Action::Agree,
            Slot::Number(_) => continue,
        };
        add(key(action), &choice.label, &choice.means);
    }
    for choice in numbered.into_iter().filter(|_| !in_task) {
        if let Slot::Number(number) = choice.slot {
            add(number_key(number), &choice.label, &choice.means);
        }
    }
    match prompt.stage {
        Stage::Fix { .. } | Stage::Verify { .. } => {
            let different = key(Action::AnswerDifferent);
            add(different, "a different error", "goes on with that one");
        }
        Stage::Done | Stage::HandOff => {
            add(key(Action::ShowNote), "the note", "to copy it");
        }
        Stage::Retry | Stage::Check { .. } | Stage::Ask { .. } => {}
    }
    answers
}

fn number_key(number: usize) -> String {
    let action = Action::AnswerNumber(u8::try_from(number).unwrap_or(9));
    key_for(Context::Guide, action).unwrap_or_default()
}
