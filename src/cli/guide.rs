//! `unsnag guide`: the guide as numbered prompts on plain lines, for screen readers, serial consoles and pipes.

use super::{Outcome as Ending, input};
use crate::catalog::Entry;
use crate::clipboard::{Clipboard, Surroundings};
use crate::embedded::{self, Header};
use crate::guide::{self, Choice, Prompt, Slot, Stage};
use crate::paths;
use crate::report::{self, Kind};
use crate::session::event::{Pasted, VERSION};
use crate::session::journal::Journal;
use crate::session::pasted::told;
use crate::session::{Ended, Event, Outcome, Record, SessionId, State, ledger};
use crate::text;
use crate::tui::app::paste::LARGEST;
use anyhow::{Context, Result};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::sync::mpsc;

/// As wide as a serial console has it, with room for a prompt.
const COLUMNS: usize = 78;
const WORDS: &str = "present, absent, not sure, can't, a number, tick, agree, undo, redo, why, copy, causes, \
                     open NUMBER, paste, different CODE, note, quit";

/// A session on plain lines.
struct Lines {
    entry: Entry,
    id: SessionId,
    records: Vec<Record>,
    journal: Option<Journal>,
    state: State,
    prompt: Prompt,
    zone: TimeZone,
    columns: usize,
    /// How many prompts were shown.
    asked: usize,
}

pub fn run(code: &str, with: Option<&Path>, out: &mut impl Write) -> Result<Ending> {
    let Some(header) = embedded::lookup(code).and_then(|target| target.header()) else {
        let shown = text::one_line(text::head(code, 80));
        writeln!(
            io::stderr(),
            "unsnag: there is no entry for `{shown}`: `unsnag catalog list` shows all"
        )?;
        return Ok(Ending::No);
    };
    let mut lines = Lines::begin(header, with)?;
    lines.say(&format!("{}: {}", header.code, header.title), out)?;
    lines.ask(out)?;
    let mut input = io::stdin().lock().lines();
    while lines.state.ended.is_none() {
        write!(out, "> ")?;
        out.flush()?;
        let Some(line) = input.next() else { break };
        let line = text::one_line(&line.context("cannot read standard input")?);
        if !io::stdin().is_terminal() {
            writeln!(out, "{line}")?;
        }
        if matches!(line.as_str(), "quit" | "q") {
            break;
        }
        lines.obey(&line, &mut input, out)?;
    }
    lines.end(out)
}

impl Lines {
    fn begin(header: &Header, with: Option<&Path>) -> Result<Self> {
        let entry = header.entry();
        let id = SessionId::new(Timestamp::now(), || fastrand::char('a'..='z'));
        let journal = paths::sessions().and_then(|folder| Journal::create(&folder, &id));
        let journal = match journal {
            Ok(journal) => Some(journal),
            Err(error) => {
                writeln!(io::stderr(), "unsnag: not saved: {error:#}")?;
                None
            }
        };
        let zone = TimeZone::system();
        let state = State::default();
        let prompt = guide::prompt(&entry, &state, &zone);
        let mut lines = Self {
            entry,
            id,
            records: Vec::new(),
            journal,
            state,
            prompt,
            zone,
            columns: super::columns().min(COLUMNS),
            asked: 0,
        };
        let started = Event::Started {
            version: VERSION,
            code: header.code.into(),
            hash: header.hash.into(),
            catalog: embedded::DATE.into(),
            from: None,
            learned: paths::state()
                .map(|folder| ledger::tally(&folder, header.code))
                .unwrap_or_default(),
        };
        lines.append(started)?;
        if let Some(path) = with {
            let pasted = Pasted::about(&lines.entry, &input::beginning(path)?);
            lines.append(Event::Pasted(pasted))?;
        }
        Ok(lines)
    }

    /// Writes an event, then folds it; on an error too.
    fn append(&mut self, event: Event) -> Result<()> {
        let record = Record {
            at: Timestamp::now(),
            event,
        };
        self.learn(&record)?;
        if let Some(journal) = &mut self.journal
            && let Err(error) = journal.append(&record).and_then(|()| journal.sync())
        {
            writeln!(io::stderr(), "unsnag: not saved: {error:#}")?;
            self.journal = None;
        }
        self.records.push(record);
        self.state = State::of(&self.records);
        self.prompt = guide::prompt(&self.entry, &self.state, &self.zone);
        Ok(())
    }

    /// Keeps the outcome that an event makes or takes back. Before the event, so that no kill comes between.
    fn learn(&self, record: &Record) -> Result<()> {
        let new = std::slice::from_ref(record);
        let made = Outcome::made_by(&self.id, &self.records, new);
        let Some(outcome) = made.filter(|_| self.journal.is_some()) else {
            return Ok(());
        };
        let kept = paths::state().and_then(|folder| ledger::learn(&folder, outcome));
        if let Err(error) = kept {
            writeln!(io::stderr(), "unsnag: the outcome is not kept: {error:#}")?;
        }
        Ok(())
    }

    /// What is asked now, and what may be answered.
    fn say(&self, sentence: &str, out: &mut impl Write) -> Result<()> {
        for line in text::wrap(sentence, self.columns) {
            writeln!(out, "{line}")?;
        }
        Ok(())
    }

    fn ask(&mut self, out: &mut impl Write) -> Result<()> {
        self.asked += 1;
        writeln!(out)?;
        self.say(&format!("{}. {}", self.asked, self.prompt.heading), out)?;
        out.write_all(report::plain(&self.prompt.blocks, self.columns).as_bytes())?;
        writeln!(out, "Answers (help lists all words):")?;
        if matches!(self.prompt.stage, Stage::Fix { .. })
            && self.prompt.choice(Slot::Agree).is_none()
        {
            writeln!(out, "  tick: the step is done")?;
        }
        // The answers of a question stand above, with their numbers.
        let is_question = matches!(self.prompt.stage, Stage::Ask { .. });
        let is_above = |choice: &&Choice| is_question && matches!(choice.slot, Slot::Number(_));
        let above = self.prompt.choices.iter().filter(is_above).count();
        if above > 0 {
            writeln!(out, "  1 to {above}: the answer with that number")?;
        }
        for choice in self
            .prompt
            .choices
            .iter()
            .filter(|choice| !is_above(choice))
        {
            let word = word_of(choice.slot);
            let mut said = vec![word.as_str()];
            let label = (choice.label != word).then_some(choice.label.as_str());
            said.extend(label);
            said.extend(Some(choice.means.as_str()).filter(|means| !means.is_empty()));
            for line in text::wrap(&said.join(": "), self.columns - 2) {
                writeln!(out, "  {line}")?;
            }
        }
        Ok(())
    }

    fn obey(
        &mut self,
        line: &str,
        input: &mut impl Iterator<Item = io::Result<String>>,
        out: &mut impl Write,
    ) -> Result<()> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (word, rest) {
            ("", _) => self.ask(out)?,
            ("help" | "h", _) => writeln!(out, "Words: {WORDS}")?,
            ("why" | "w", _) => writeln!(out, "{}", guide::why(&self.entry, &self.prompt.plan))?,
            ("note" | "e", _) => out.write_all(self.note().as_bytes())?,
            ("causes", _) => self.causes(out)?,
            ("copy" | "c", _) => self.copy(input, out)?,
            ("undo" | "u", _) if !self.state.can_undo() => writeln!(out, "nothing to undo")?,
            ("redo" | "U", _) if self.state.redoable == 0 => writeln!(out, "nothing to redo")?,
            ("undo" | "u", _) => self.go_on(Event::Undone, out)?,
            ("redo" | "U", _) => self.go_on(Event::Redone, out)?,
            ("tick", _) => self.tick(out)?,
            ("paste" | "p", _) => self.paste(input, out)?,
            ("open", number) => self.open(number, out)?,
            ("different" | "d", code) => self.different(code, out)?,
            _ => match slot_of(line).and_then(|slot| self.prompt.choice(slot)) {
                Some(choice) => self.go_on(choice.event.clone(), out)?,
                None => writeln!(out, "that is no answer here; help lists the words")?,
            },
        }
        Ok(())
    }

    fn go_on(&mut self, event: Event, out: &mut impl Write) -> Result<()> {
        self.append(event)?;
        if self.state.ended.is_none() {
            self.ask(out)
        } else {
            Ok(())
        }
    }

    /// Reads a text up to a line with a full stop alone: evidence for this session.
    fn paste(
        &mut self,
        input: &mut impl Iterator<Item = io::Result<String>>,
        out: &mut impl Write,
    ) -> Result<()> {
        writeln!(out, "paste the text; a line with a full stop alone ends it")?;
        out.flush()?;
        let mut raw = String::new();
        for line in input {
            let line = line.context("cannot read standard input")?;
            if line.trim() == "." {
                break;
            }
            if raw.len() + line.len() < LARGEST {
                raw.push_str(&line);
                raw.push('\n');
            }
        }
        let raw = text::clean(&raw).text;
        let pasted = Pasted::about(&self.entry, raw.trim());
        let (state, belief) = (self.state.clone(), self.prompt.plan.belief.clone());
        if !pasted.facts.is_empty() || !pasted.signals.is_empty() || !pasted.codes.is_empty() {
            self.append(Event::Pasted(pasted.clone()))?;
        }
        let changed = guide::changed(&self.entry, &belief, &self.prompt.plan.belief);
        let said = told(&pasted, raw.trim(), &state, &self.entry, changed.as_deref());
        writeln!(out, "{said}")?;
        self.ask(out)
    }

    fn tick(&mut self, out: &mut impl Write) -> Result<()> {
        let Stage::Fix { step, .. } = &self.prompt.stage else {
            writeln!(out, "there is no step to tick here")?;
            return Ok(());
        };
        match guide::toggle(&self.entry, &self.state, step) {
            Some(event) => self.go_on(event, out),
            None => Ok(writeln!(out, "read the warning first: agree agrees to it")?),
        }
    }

    fn causes(&self, out: &mut impl Write) -> Result<()> {
        for (at, cause) in self.entry.causes.iter().enumerate() {
            let belief = guide::percent(self.prompt.plan.belief.causes[at]);
            let state = self.state.cause(&cause.id).label();
            writeln!(out, "{:>2}. {belief:>3} % {state}: {}", at + 1, cause.title)?;
        }
        Ok(())
    }

    fn open(&mut self, number: &str, out: &mut impl Write) -> Result<()> {
        let at = number
            .trim()
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1));
        match at.and_then(|at| self.entry.causes.get(at)) {
            Some(cause) => {
                let cause = cause.id.clone();
                self.go_on(Event::Opened { cause }, out)
            }
            None => Ok(writeln!(
                out,
                "give the number of a cause: causes lists them"
            )?),
        }
    }

    fn different(&mut self, code: &str, out: &mut impl Write) -> Result<()> {
        let Some(target) = embedded::lookup(code) else {
            writeln!(
                out,
                "give the code of the error that you see now: different 53003"
            )?;
            return Ok(());
        };
        let cause = self
            .state
            .fixing
            .as_ref()
            .map(|fixing| fixing.cause.clone());
        self.append(Event::Different {
            cause,
            code: target.code().to_owned(),
        })
    }

    /// Copies the first command of the task; asks for the values that it lacks.
    fn copy(
        &mut self,
        input: &mut impl Iterator<Item = io::Result<String>>,
        out: &mut impl Write,
    ) -> Result<()> {
        let command = self
            .prompt
            .blocks
            .iter()
            .find_map(|block| match &block.kind {
                Kind::Command {
                    shell, template, ..
                } => Some((*shell, template.clone())),
                _ => None,
            });
        let Some((shell, template)) = command else {
            writeln!(out, "there is no command here")?;
            return Ok(());
        };
        let fill = |lines: &Self| {
            crate::catalog::command::fill(shell, &template, |name| {
                lines.state.values.get(&lines.entry, name)
            })
        };
        for name in fill(self).missing {
            self.ask_value(&name, input, out)?;
        }
        let text = fill(self).text;
        writeln!(out, "{text}")?;
        let (tell, told) = mpsc::channel();
        let clipboard = Clipboard::new(Surroundings::from_env(|name| std::env::var_os(name)));
        clipboard.copy(&text, move |report| drop(tell.send(report)));
        if let Ok(report) = told.recv() {
            let sequence = report.write.as_ref().filter(|_| io::stdout().is_terminal());
            if let Some(sequence) = sequence {
                out.write_all(sequence.as_bytes())?;
            }
            let is_sent = report.write.is_none() || sequence.is_some();
            writeln!(
                out,
                "{}",
                if is_sent {
                    &report.said
                } else {
                    "not copied: no clipboard took it"
                }
            )?;
        }
        clipboard.leave()
    }

    fn ask_value(
        &mut self,
        name: &str,
        input: &mut impl Iterator<Item = io::Result<String>>,
        out: &mut impl Write,
    ) -> Result<()> {
        let Some(fact_type) = crate::session::values::type_of(&self.entry, name) else {
            return Ok(());
        };
        let ask = self
            .entry
            .inputs
            .get(name)
            .map_or(fact_type.label(), |input| &input.ask)
            .to_owned();
        write!(
            out,
            "{ask} (like {}; empty leaves it) > ",
            fact_type.example()
        )?;
        out.flush()?;
        let Some(value) = input.next().transpose()? else {
            return Ok(());
        };
        let value = text::one_line(&value);
        if !value.is_empty() && !fact_type.fits(&value) {
            writeln!(out, "that does not fit: it is left out")?;
        } else if !value.is_empty() {
            self.append(Event::Filled {
                name: name.to_owned(),
                value,
            })?;
        }
        Ok(())
    }

    fn note(&self) -> String {
        report::plain(
            &report::note(&self.entry, &self.state, &self.zone),
            self.columns,
        )
    }

    fn end(&self, out: &mut impl Write) -> Result<Ending> {
        writeln!(out)?;
        out.write_all(self.note().as_bytes())?;
        out.flush()?;
        if self.state.ended.is_none() && self.journal.is_some() {
            writeln!(
                io::stderr(),
                "unsnag: not solved yet; go on with it: unsnag sessions resume {}",
                self.id
            )?;
        }
        Ok(
            if matches!(self.state.ended, Some(Ended::Solved { .. } | Ended::Passed)) {
                Ending::Yes
            } else {
                Ending::No
            },
        )
    }
}

/// The word for an answer.
fn word_of(slot: Slot) -> String {
    match slot {
        Slot::Yes => "present".into(),
        Slot::No => "absent".into(),
        Slot::NotSure => "not sure".into(),
        Slot::Cannot => "can't".into(),
        Slot::Agree => "agree".into(),
        Slot::Number(number) => number.to_string(),
    }
}

/// The answer that a line is: the words, and the keys of the screen.
fn slot_of(line: &str) -> Option<Slot> {
    if line == "Y" {
        return Some(Slot::Agree);
    }
    match line.to_lowercase().as_str() {
        "present" | "y" | "yes" | "worked" | "it worked" => Some(Slot::Yes),
        "absent" | "n" | "no" | "it did not" => Some(Slot::No),
        "not sure" | "s" => Some(Slot::NotSure),
        "can't" | "cant" | "cannot" | "x" => Some(Slot::Cannot),
        "agree" => Some(Slot::Agree),
        number => number.parse().ok().map(Slot::Number),
    }
}
