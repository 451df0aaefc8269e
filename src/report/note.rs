//! A session as the note for a ticket: the error, what was found, what was done, what is left.

use super::{Block, Kind, roles_text};
use crate::catalog::{Entry, FactType, SOMETHING_ELSE};
use crate::session::{CauseState, Ended, Event, Retry, State, Tried};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The note of a session.
#[must_use]
pub fn note(entry: &Entry, state: &State, zone: &TimeZone) -> Vec<Block> {
    let mut blocks = vec![
        Kind::Title {
            code: entry.code.clone(),
            title: entry.title.clone(),
            severity: Some(entry.severity),
        }
        .at(0),
    ];
    blocks.extend(when(state, zone).map(|text| Kind::labelled("looked into", text).at(0)));
    blocks.push(Kind::labelled("result", result(entry, state)).at(0));
    let facts: Vec<Block> = facts(state).collect();
    if !facts.is_empty() {
        blocks.push(Block::heading("Facts"));
        blocks.extend(facts);
    }
    if !state.excerpt.is_empty() {
        blocks.push(Block::heading("The error"));
        blocks.push(Block::paragraph(state.excerpt.clone()));
    }
    let done = done(entry, state, zone);
    if !done.is_empty() {
        blocks.push(Block::heading("What was checked and done"));
        blocks.extend(done);
    }
    blocks.extend(left(entry, state));
    blocks
}

/// What was pasted, then what was typed into forms.
fn facts(state: &State) -> impl Iterator<Item = Block> {
    let pasted = state.values.facts().iter();
    let pasted =
        pasted.map(|fact| Kind::labelled(fact.fact_type.label(), fact.value.clone()).at(0));
    let typed = state.values.typed();
    pasted.chain(typed.map(|(name, value)| Kind::Bullet(format!("{name}: {value}")).at(0)))
}

fn when(state: &State, zone: &TimeZone) -> Option<String> {
    let first = state
        .started
        .or_else(|| state.log.first().map(|record| record.at))?;
    let last = state.log.last().map_or(first, |record| record.at);
    let day = first
        .to_zoned(zone.clone())
        .strftime("%Y-%m-%d")
        .to_string();
    Some(format!(
        "{day}, {} to {}",
        times(first, zone),
        times(last, zone)
    ))
}

/// A time as people say it in their zone: `10:15`.
#[must_use]
pub fn times(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}

/// The same with the day, where it is another one than `now`'s: `11-22 10:15`.
#[must_use]
pub fn day_and_time(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let at = at.to_zoned(zone.clone());
    let today = at.date() == now.to_zoned(zone.clone()).date();
    at.strftime(if today { "%H:%M" } else { "%m-%d %H:%M" })
        .to_string()
}

fn result(entry: &Entry, state: &State) -> String {
    match &state.ended {
        Some(Ended::Solved { cause }) => format!("Solved. The cause: {}.", title(entry, cause)),
        Some(Ended::Different {
            cause: Some(cause),
            code,
        }) => {
            format!(
                "The cause was: {}. After its fix there is a different error: {code}.",
                title(entry, cause)
            )
        }
        Some(Ended::Different { cause: None, code }) => {
            format!("The error gave way to a different one: {code}.")
        }
        Some(Ended::Passed) => {
            "Solved: it passed by waiting and trying again. Nothing was changed.".into()
        }
        Some(Ended::Closed) => "Closed without having been solved.".into(),
        None => match &state.fixing {
            Some(fixing) => format!(
                "The cause is found and being fixed: {}.",
                title(entry, &fixing.cause)
            ),
            None => "Not solved yet.".into(),
        },
    }
}

fn title(entry: &Entry, cause: &str) -> String {
    if cause == SOMETHING_ELSE {
        return "something else, which the catalog does not name".into();
    }
    entry.cause(cause).map_or_else(
        || format!("{cause} (no longer in the catalog)"),
        |cause| cause.title.clone(),
    )
}

fn step(entry: &Entry, step: &str) -> String {
    entry.step(step).map_or_else(
        || format!("{step} (no longer in the catalog)"),
        |step| step.action.clone(),
    )
}

fn done(entry: &Entry, state: &State, zone: &TimeZone) -> Vec<Block> {
    let mut blocks = Vec::new();
    for record in &state.log {
        let said = match &record.event {
            Event::Checked { cause, found } => {
                format!("{}: {}", title(entry, cause), found_words(*found))
            }
            Event::Retried { result } => match result {
                Retry::Worked => "Waited and tried again: the error is gone.".into(),
                Retry::Failed => "Waited and tried again: the same error.".into(),
                Retry::Waiting => "Waiting before trying again.".into(),
                Retry::Skipped => continue,
            },
            Event::Answered {
                question, answer, ..
            } => answered(entry, question, *answer),
            Event::HandedOff { cause, step: id } => handed_off(entry, cause, id),
            Event::Ticked { step: id } if state.ticked.contains_key(id) => {
                format!("Done: {}", step(entry, id))
            }
            Event::Tried { cause, result } => match result {
                Tried::Worked => "It worked.".into(),
                Tried::Failed => format!("The fix did not help: {}", title(entry, cause)),
                Tried::Waiting => "Waiting for it to take effect.".into(),
            },
            Event::Different { code, .. } => format!("A different error now: {code}"),
            _ => continue,
        };
        blocks.push(Kind::Bullet(format!("{} {said}", times(record.at, zone))).at(0));
    }
    blocks
}

fn answered(entry: &Entry, question: &str, answer: Option<usize>) -> String {
    let Some(question) = entry.question(question) else {
        return format!("{question} (no longer in the catalog): answered");
    };
    let answer = answer.and_then(|answer| question.answers.get(answer));
    format!(
        "{} {}",
        question.ask,
        answer.map_or("Not sure.", |answer| &answer.text)
    )
}

/// What somebody else has to do, and which role it takes.
fn handed_off(entry: &Entry, cause: &str, id: &str) -> String {
    let roles = entry.step(id).and_then(|step| roles_text(&step.roles));
    let roles = roles
        .map(|roles| format!(" (needs {roles})"))
        .unwrap_or_default();
    format!(
        "Handed on{roles}: {} It is for: {}",
        step(entry, id),
        title(entry, cause)
    )
}

const fn found_words(found: crate::session::Found) -> &'static str {
    use crate::session::Found;
    match found {
        Found::Present => "found",
        Found::Absent => "ruled out",
        Found::NotSure => "not sure",
        Found::Cannot => "could not be checked",
    }
}

/// The causes that are still possible, whom to ask, and what they will want to know.
fn left(entry: &Entry, state: &State) -> Vec<Block> {
    if matches!(
        state.ended,
        Some(Ended::Solved { .. } | Ended::Passed | Ended::Different { .. })
    ) {
        return Vec::new();
    }
    let mut blocks = Vec::new();
    let open: Vec<_> = entry
        .causes
        .iter()
        .filter(|cause| {
            !matches!(
                state.cause(&cause.id),
                CauseState::RuledOut | CauseState::Tried | CauseState::Found
            )
        })
        .collect();
    if !open.is_empty() {
        blocks.push(Block::heading("Still possible"));
        for cause in open {
            let aside = state.cause(&cause.id).label().into();
            blocks.push(
                Kind::Cause {
                    id: cause.id.clone(),
                    title: cause.title.clone(),
                    aside,
                }
                .at(0),
            );
        }
    }
    if let Some(escalate) = &entry.escalate {
        blocks.push(Block::heading("Whom to ask"));
        blocks.push(Block::paragraph(format!("{}.", escalate.to)));
        for &fact in &escalate.collect {
            let value = state
                .values
                .fact(fact)
                .map_or_else(|| how_to_get(fact).to_owned(), str::to_owned);
            blocks.push(Kind::labelled(fact.label(), value).at(0));
        }
    }
    blocks
}

/// Where a person finds a fact that no paste told.
fn how_to_get(fact: FactType) -> &'static str {
    match fact {
        FactType::CorrelationId | FactType::TraceId => {
            "not known: it stands in the error's details and in the sign-in log"
        }
        FactType::RequestId | FactType::ActivityId => {
            "not known: it stands in the details of the failed refresh or request"
        }
        FactType::Timestamp => "not known: when the error was last seen, with the time zone",
        FactType::TenantId => "not known: Entra admin center > Entra ID > Overview > Tenant ID",
        FactType::AppId => {
            "not known: Entra admin center > Entra ID > App registrations > the app > Overview"
        }
        FactType::GatewayId => {
            "not known: Power BI service > Settings > Manage connections and gateways > the gateway > Settings"
        }
        FactType::DeviceId => "not known: dsregcmd /status > Device Details > DeviceId",
        FactType::WorkspaceId | FactType::DatasetId | FactType::ReportId => {
            "not known: it stands in the item's address in the browser"
        }
        _ => "not known yet",
    }
}
