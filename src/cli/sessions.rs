//! `unsnag sessions`: what was troubleshot on this machine.

use super::{Format, Outcome, Sessions};
use crate::catalog::{Entry, SOMETHING_ELSE};
use crate::embedded::{self, Header};
use crate::paths;
use crate::report::{self, Block, Redactor};
use crate::session::journal::{self, Contents, Journal};
use crate::session::{self, Event, Listed, Record, SessionId, State, ledger};
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;
use std::io::{self, BufRead, IsTerminal, Write};

pub fn run(command: Sessions, out: &mut impl Write) -> Result<Outcome> {
    match command {
        Sessions::List { json } => list(json, out),
        Sessions::Show { id, json } => show(&id, json, out),
        Sessions::Close { id, cause, json } => close(&id, cause, json, out),
        Sessions::Export {
            id,
            format,
            json,
            redact,
        } => {
            let format = if json { Format::Json } else { format };
            export(&id, format, redact, out)
        }
        Sessions::Delete { id, yes, json } => delete(&id, yes, json, out),
        Sessions::Resume { .. } => bail!("resuming needs a terminal"),
    }
}

fn list(as_json: bool, out: &mut impl Write) -> Result<Outcome> {
    let folder = paths::sessions()?;
    let listed: Vec<Listed> = journal::list(&folder)
        .iter()
        .filter_map(|id| Some(Listed::of(id, &journal::read(&folder, id).ok()?.records)))
        .collect();
    if as_json {
        serde_json::to_writer_pretty(&mut *out, &listed)?;
        writeln!(out)?;
        return Ok(Outcome::Yes);
    }
    for session in &listed {
        writeln!(
            out,
            "{:<22} {:<10} {:<24} {}",
            session.id,
            session.status,
            session.code,
            session.standing()
        )?;
    }
    if listed.is_empty() {
        writeln!(
            io::stderr(),
            "unsnag: no sessions yet: start a guide, and it is kept in {}",
            folder.display()
        )?;
        return Ok(Outcome::No);
    }
    Ok(Outcome::Yes)
}

fn read(id: &SessionId) -> Result<Contents> {
    let folder = paths::sessions()?;
    if !journal::list(&folder).contains(id) {
        bail!("there is no session {id}: `unsnag sessions list` shows them");
    }
    journal::read(&folder, id)
}

fn show(id: &SessionId, as_json: bool, out: &mut impl Write) -> Result<Outcome> {
    let contents = read(id)?;
    if as_json {
        serde_json::to_writer_pretty(&mut *out, &as_value(id, &contents))?;
        writeln!(out)?;
        return Ok(Outcome::Yes);
    }
    let listed = Listed::of(id, &contents.records);
    writeln!(out, "{id}  {}  {}", listed.status, listed.standing())?;
    out.write_all(
        report::plain(
            &note(&State::of(&contents.records), false)?,
            super::columns(),
        )
        .as_bytes(),
    )?;
    if let Ok(entry) = entry_of(&State::of(&contents.records)) {
        let ids: Vec<&str> = entry.causes.iter().map(|cause| cause.id.as_str()).collect();
        writeln!(
            out,
            "\nCauses (for `sessions close {id} --cause`): {}, {SOMETHING_ELSE}",
            ids.join(", ")
        )?;
    }
    if let Some(notice) = contents.notice {
        writeln!(io::stderr(), "unsnag: {notice}")?;
    }
    Ok(Outcome::Yes)
}

fn as_value(id: &SessionId, contents: &Contents) -> serde_json::Value {
    json!({ "session": Listed::of(id, &contents.records), "events": contents.records, "notice": contents.notice })
}

fn export(id: &SessionId, format: Format, redact: bool, out: &mut impl Write) -> Result<Outcome> {
    let mut contents = read(id)?;
    let state = State::of(&contents.records);
    if format == Format::Json {
        if redact {
            contents.records =
                Redactor::default().records(entry_of(&state).ok().as_ref(), &contents.records);
        }
        serde_json::to_writer_pretty(&mut *out, &as_value(id, &contents))?;
        writeln!(out)?;
        return Ok(Outcome::Yes);
    }
    let note = note(&state, redact)?;
    let text = match format {
        Format::Markdown => report::markdown(&note),
        Format::Text | Format::Json => report::plain(&note, super::columns()),
    };
    out.write_all(text.as_bytes())?;
    Ok(Outcome::Yes)
}

fn note(state: &State, redact: bool) -> Result<Vec<Block>> {
    let entry = entry_of(state)?;
    let zone = TimeZone::system();
    Ok(if redact {
        let masked = Redactor::default().state(&entry, state);
        report::note(&entry, &masked, &zone)
    } else {
        report::note(&entry, state, &zone)
    })
}

fn entry_of(state: &State) -> Result<Entry> {
    embedded::find(&state.code)
        .and_then(|target| target.header().map(Header::entry))
        .with_context(|| format!("the session is about `{}`, which is not in this catalog: `--format json` prints its events", state.code))
}

fn close(
    id: &SessionId,
    cause: Option<String>,
    as_json: bool,
    out: &mut impl Write,
) -> Result<Outcome> {
    let (mut journal, contents) = Journal::resume(&paths::sessions()?, id)?;
    let state = State::of(&contents.records);
    if let Some(cause) = &cause
        && cause != SOMETHING_ELSE
        && entry_of(&state)?.cause(cause).is_none()
    {
        bail!(
            "{} has no cause `{}`: `unsnag sessions show {id}` lists them",
            state.code,
            crate::text::one_line(cause)
        );
    }
    let record = Record {
        at: Timestamp::now(),
        event: Event::Closed { cause },
    };
    let at = record.at;
    let mut records = contents.records;
    records.push(record.clone());
    ledger::learn(
        &paths::state()?,
        session::Outcome::of(id, &State::of(&records), at),
    )?;
    journal.append(&record)?;
    journal.sync()?;
    let listed = Listed::of(id, &records);
    if as_json {
        serde_json::to_writer_pretty(&mut *out, &listed)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{id}  {}", listed.standing())?;
    }
    Ok(Outcome::Yes)
}

fn delete(id: &SessionId, yes: bool, as_json: bool, out: &mut impl Write) -> Result<Outcome> {
    let contents = read(id)?;
    if !yes {
        if !io::stdin().is_terminal() {
            bail!("deleting {id} asks first: give --yes where nobody can answer");
        }
        let listed = Listed::of(id, &contents.records);
        write!(
            io::stderr(),
            "Delete {id} ({}, {})? [y/N] ",
            listed.code,
            listed.standing()
        )?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        if !matches!(answer.trim(), "y" | "Y" | "yes") {
            return Ok(Outcome::No);
        }
    }
    journal::delete(&paths::sessions()?, id)?;
    if as_json {
        writeln!(out, "{}", json!({ "deleted": id.as_str() }))?;
    } else {
        writeln!(out, "{id} is deleted")?;
    }
    Ok(Outcome::Yes)
}
