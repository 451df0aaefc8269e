//! `unsnag plan`: the order of checks and questions, and the minutes that are expected.

use super::{Outcome, input};
use crate::catalog;
use crate::diagnosis::{Export, Model, Next, Plan};
use crate::embedded::{self, Header};
use crate::guide::{here, percent, situation, why};
use crate::paths;
use crate::report::minutes;
use crate::session::event::{Event, Pasted, Record};
use crate::session::{State, ledger};
use anyhow::Result;
use jiff::Timestamp;
use std::io::{self, Write};
use std::path::Path;

pub fn run(
    code: &str,
    with: Option<&Path>,
    as_json: bool,
    out: &mut impl Write,
) -> Result<Outcome> {
    let Some(entry) = embedded::lookup(code)
        .and_then(|target| target.header())
        .map(Header::entry)
    else {
        let shown = crate::text::one_line(crate::text::head(code, 80));
        writeln!(
            io::stderr(),
            "unsnag: there is no entry for `{shown}`: `unsnag catalog list` shows all"
        )?;
        return Ok(Outcome::No);
    };
    let mut state = with
        .map(|path| pasted(&entry, path))
        .transpose()?
        .unwrap_or_default();
    if let Ok(folder) = paths::state() {
        state.learned = ledger::tally(&folder, &entry.code);
    }
    let model = Model::from(&entry);
    let situation = situation(&model, &state);
    if as_json {
        serde_json::to_writer_pretty(&mut *out, &Export::new(&entry.code, &model, &situation))?;
        writeln!(out)?;
    } else {
        write_text(&entry, &model, &Plan::of(&model, &situation), out)?;
    }
    Ok(Outcome::Yes)
}

/// A session in which this text was pasted.
fn pasted(entry: &catalog::Entry, path: &Path) -> Result<State> {
    let event = Event::Pasted(Pasted::about(entry, &input::beginning(path)?));
    let at = Timestamp::now();
    Ok(State::of(&[Record { at, event }]))
}

fn write_text(
    entry: &catalog::Entry,
    model: &Model,
    plan: &Plan,
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(out, "{}  {}", entry.code, entry.title)?;
    let whole = |value: f64| minutes(value.round().max(1.0));
    writeln!(
        out,
        "about {} to the cause ({} if read top to bottom), then about {} to fix",
        whole(plan.minutes_to_cause),
        whole(plan.read_in_order_minutes_to_cause),
        whole(plan.minutes_to_fix)
    )?;
    for (at, cause) in entry.causes.iter().enumerate() {
        if let Some(here) = here(plan, at).filter(|_| plan.outcomes.causes[at] > 0) {
            writeln!(out, "learned: {here}, {}", cause.title)?;
        }
    }
    writeln!(out, "first: {}", why(entry, plan))?;
    for (at, next) in plan.order.iter().enumerate() {
        let what = match next {
            Next::Check(cause) => {
                let here = here(plan, *cause)
                    .map(|here| format!(", {here}"))
                    .unwrap_or_default();
                format!(
                    "check  {} ({} %{here})",
                    entry.causes[*cause].title,
                    percent(plan.belief.causes[*cause])
                )
            }
            Next::Fix(cause) => format!("fix    {}", entry.causes[*cause].title),
            Next::Ask(question) => format!("ask    {}", entry.questions[*question].ask),
            Next::Escalate => "hand it on".into(),
        };
        writeln!(
            out,
            "{:>2}. {:>6}  {what}",
            at + 1,
            minutes(next.minutes(model))
        )?;
    }
    Ok(())
}
