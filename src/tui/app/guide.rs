//! The guide's state: a session, what is asked now, and where the person is on the screen.

use super::entry::Entry;
use super::{App, Effect, Note, Overlay, Screen};
use crate::catalog;
use crate::diagnosis::{Belief, Model};
use crate::embedded;
use crate::guide::{self, Prompt, Slot, Stage};
use crate::report::{self, Kind, Redactor};
use crate::session::event::{Pasted, VERSION};
use crate::session::pasted::signals;
use crate::session::{CauseState, Event, Outcome, Record, SessionId, State, Tally, Values};
use crate::tui::document::Document;
use crate::tui::keymap::Action;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A session on the screen.
#[derive(Debug)]
pub struct Guide {
    pub id: SessionId,
    pub entry: catalog::Entry,
    records: Vec<Record>,
    pub state: State,
    pub prompt: Prompt,
    pub task: Document,
    /// Whether keys move in the list of causes.
    pub on_causes: bool,
    pub cause: usize,
    pub cause_offset: usize,
    /// Another window has the session open: here it can be read.
    pub read_only: bool,
}

impl Guide {
    #[must_use]
    pub fn new(
        id: SessionId,
        entry: catalog::Entry,
        records: Vec<Record>,
        zone: &TimeZone,
    ) -> Self {
        let state = State::of(&records);
        let prompt = guide::prompt(&entry, &state, zone);
        let task = Document::new(prompt.blocks.clone());
        let mut guide = Self {
            id,
            entry,
            records,
            state,
            prompt,
            task,
            on_causes: false,
            cause: 0,
            cause_offset: 0,
            read_only: false,
        };
        guide.settle();
        guide
    }

    /// The outcome that events would make or take back.
    fn outcome_after(&self, events: &[Event], now: Timestamp) -> Option<Outcome> {
        let at = |event: &Event| Record {
            at: now,
            event: event.clone(),
        };
        let new: Vec<Record> = events.iter().map(at).collect();
        Outcome::made_by(&self.id, &self.records, &new)
    }

    /// What a paste would change in the odds.
    pub(super) fn after(&self, pasted: &Pasted, now: Timestamp) -> Option<String> {
        let event = Event::Pasted(pasted.clone());
        let mut records = self.records.clone();
        records.push(Record { at: now, event });
        let model = Model::from(&self.entry);
        let after = Belief::of(&model, &guide::situation(&model, &State::of(&records)));
        guide::changed(&self.entry, &self.prompt.plan.belief, &after)
    }

    fn add(&mut self, records: Vec<Record>, zone: &TimeZone) {
        self.records.extend(records);
        self.state = State::of(&self.records);
        let prompt = guide::prompt(&self.entry, &self.state, zone);
        let same_task = prompt.stage == self.prompt.stage;
        self.prompt = prompt;
        if same_task {
            self.task.replace(self.prompt.blocks.clone());
        } else {
            self.task = Document::new(self.prompt.blocks.clone());
            self.settle();
        }
    }

    /// Puts the selection on what is due: the step, or the beginning.
    fn settle(&mut self) {
        let due = self
            .task
            .blocks
            .iter()
            .position(|block| matches!(block.kind, Kind::Step { current: true, .. }));
        self.task.selected = due.unwrap_or(0);
        let causes = &self.entry.causes;
        let is_asked_about = |at: &usize| self.prompt.cause() == Some(causes[*at].id.as_str());
        if let Some(at) = self.sorted().iter().position(is_asked_about) {
            self.cause = at;
        }
    }

    /// The causes by their belief, the likeliest first; those that are out last. Places in the entry.
    #[must_use]
    pub fn sorted(&self) -> Vec<usize> {
        let belief = &self.prompt.plan.belief.causes;
        let is_out = |at: &usize| {
            let state = self.state.cause(&self.entry.causes[*at].id);
            matches!(state, CauseState::RuledOut | CauseState::Tried)
        };
        let mut sorted: Vec<usize> = (0..self.entry.causes.len()).collect();
        sorted.sort_by(|a, b| {
            is_out(a)
                .cmp(&is_out(b))
                .then(belief[*b].total_cmp(&belief[*a]))
        });
        sorted
    }

    pub(super) fn step_cause(&mut self, forth: bool) {
        let last = self.entry.causes.len().saturating_sub(1);
        self.cause = if forth {
            (self.cause + 1).min(last)
        } else {
            self.cause.saturating_sub(1)
        };
    }

    pub(super) fn scroll(&mut self, height: usize) {
        if height == 0 {
            return;
        }
        let last = (self.cause + 1).saturating_sub(height.max(1));
        self.cause_offset = self.cause_offset.clamp(last, self.cause.max(last));
    }

    /// The step that Space ticks: the selected one, or the one that is due.
    fn step_to_tick(&self) -> Option<&str> {
        match self.task.current().map(|block| &block.kind) {
            Some(Kind::Step { id, .. }) => Some(id),
            _ => match &self.prompt.stage {
                Stage::Fix { step, .. } => Some(step),
                _ => None,
            },
        }
    }
}

impl App {
    /// Writes events of the guide. An outcome that they make is kept first, so that no kill comes between.
    pub(super) fn append(&mut self, events: Vec<Event>) -> Vec<Effect> {
        let Some(guide) = &self.guide else {
            return Vec::new();
        };
        if guide.read_only {
            self.say("this session is open in another window: here it can only be read");
            return Vec::new();
        }
        let learned = guide.outcome_after(&events, self.now).map(Effect::Learn);
        learned
            .into_iter()
            .chain([Effect::Append(events)])
            .collect()
    }

    pub(super) fn start_guide(&mut self) -> Vec<Effect> {
        let Some(Entry {
            target,
            entry,
            values,
            ..
        }) = self.entry()
        else {
            return Vec::new();
        };
        let (target, has_causes) = (
            *target,
            entry.as_ref().is_some_and(|entry| !entry.causes.is_empty()),
        );
        let values = values.clone();
        let different = self.is_different_wanted();
        let mut effects = Vec::new();
        if different {
            effects.extend(self.close_as_different(target.code()));
        }
        let Some(header) = target.header().filter(|_| has_causes) else {
            self.say(format!(
                "{} has no guide: what is known of it stands here",
                target.code()
            ));
            return effects;
        };
        let open = self.guide.as_ref().is_some_and(|guide| {
            guide.entry.code == header.code && guide.state.ended.is_none() && !guide.read_only
        });
        if open && !different {
            self.screens.push(Screen::Guide);
            self.resize(self.size);
            return effects;
        }
        let from = self
            .guide
            .as_ref()
            .filter(|_| different)
            .map(|guide| guide.id.to_string());
        let mut events = vec![Event::Started {
            version: VERSION,
            code: header.code.into(),
            hash: header.hash.into(),
            catalog: embedded::DATE.into(),
            from,
            learned: Tally::default(),
        }];
        events.extend(self.pasted_for(&values).map(Event::Pasted));
        events.extend(values.typed().map(|(name, value)| Event::Filled {
            name: name.into(),
            value: value.into(),
        }));
        effects.push(Effect::Begin(events));
        effects
    }

    /// What the new session knows from the beginning.
    fn pasted_for(&self, values: &Values) -> Option<Pasted> {
        let mut pasted = self.carried.pasted.clone().unwrap_or_default();
        pasted.facts = values.facts().to_vec();
        if let Some(entry) = self.entry().and_then(|entry| entry.entry.as_ref()) {
            pasted.signals = signals(entry, &self.carried.text);
        }
        (pasted != Pasted::default()).then_some(pasted)
    }

    /// The old error is gone: its cause counts as found.
    fn close_as_different(&mut self, code: &str) -> Vec<Effect> {
        let Some(guide) = self
            .guide
            .as_ref()
            .filter(|guide| guide.state.ended.is_none())
        else {
            return Vec::new();
        };
        let cause = guide
            .state
            .fixing
            .as_ref()
            .map(|fixing| fixing.cause.clone());
        self.append(vec![Event::Different {
            cause,
            code: code.to_owned(),
        }])
    }

    pub(super) fn begun(&mut self, id: SessionId, records: Vec<Record>, saved: Result<(), String>) {
        let code = State::of(&records).code;
        let Some(header) = embedded::find(&code).and_then(|target| target.header()) else {
            return;
        };
        self.guide = Some(Guide::new(id, header.entry(), records, &self.zone));
        self.carried = super::Carried::default();
        self.saved(saved);
        let entry = self.screens.pop();
        self.screens.truncate(1);
        self.screens.extend(entry);
        self.screens.push(Screen::Guide);
        self.resize(self.size);
    }

    pub(super) fn resumed(
        &mut self,
        id: SessionId,
        records: Vec<Record>,
        notice: Option<String>,
        read_only: bool,
    ) {
        let state = State::of(&records);
        let Some(target) = embedded::find(&state.code) else {
            return self.say(format!(
                "the session {id} is about {}, which is not in this catalog",
                state.code
            ));
        };
        let Some(header) = target.header() else {
            return self.open(target);
        };
        self.screens.truncate(1);
        self.screens.push(Screen::Entry(Box::new(Entry::new(
            target,
            state.values.clone(),
        ))));
        self.screens.push(Screen::Guide);
        let mut guide = Guide::new(id, header.entry(), records, &self.zone);
        guide.read_only = read_only;
        self.guide = Some(guide);
        self.unsaved = None;
        self.resize(self.size);
        if let Some(notice) = notice {
            self.say(notice);
        } else if state.hash != header.hash {
            self.say("the entry was revised since this session began: what is no longer in it is shown as that");
        }
    }

    pub(super) fn appended(&mut self, records: Vec<Record>, saved: Result<(), String>) {
        if let Some(guide) = &mut self.guide {
            guide.add(records, &self.zone);
        }
        self.saved(saved);
        self.resize(self.size);
    }

    fn saved(&mut self, saved: Result<(), String>) {
        match saved {
            Ok(()) => self.unsaved = None,
            Err(why) => {
                self.say(format!("not saved: {why}"));
                self.unsaved = Some(why);
            }
        }
    }

    pub(super) fn answer(&mut self, slot: Slot) -> Vec<Effect> {
        let Some(guide) = self.guide_in_sight() else {
            return Vec::new();
        };
        guide.on_causes = false;
        if let Some(choice) = guide.prompt.choice(slot) {
            let event = choice.event.clone();
            self.append(vec![event])
        } else {
            let why = match &guide.prompt.stage {
                Stage::Fix { .. } => "tick off the steps first",
                Stage::Ask { .. } => "a question is answered by a number, or with not sure",
                Stage::Retry | Stage::Check { .. } | Stage::Verify { .. } => {
                    "that is no answer here: the answers stand below"
                }
                Stage::HandOff => "every cause was looked at: pick one from the list to look again",
                Stage::Done => "this session is over",
            };
            self.say(why);
            Vec::new()
        }
    }

    pub(super) fn toggle_step(&mut self) -> Vec<Effect> {
        let agree = self.key_name(Action::Agree);
        let Some(guide) = self.guide_in_sight() else {
            return Vec::new();
        };
        let Some(step) = guide.step_to_tick().map(str::to_owned) else {
            self.say("there is no step to tick here");
            return Vec::new();
        };
        if let Some(event) = guide::toggle(&guide.entry, &guide.state, &step) {
            self.append(vec![event])
        } else {
            self.say(format!("read the warning first: {agree} agrees to it"));
            Vec::new()
        }
    }

    pub(super) fn open_cause_or_tick(&mut self) -> Vec<Effect> {
        let Some(guide) = self.guide_in_sight() else {
            return Vec::new();
        };
        if !guide.on_causes {
            let on_command = matches!(
                guide.task.current().map(|block| &block.kind),
                Some(Kind::Command { .. } | Kind::First(_) | Kind::Link { .. })
            );
            return if on_command {
                self.copy_selected()
            } else {
                self.toggle_step()
            };
        }
        if guide.state.ended.is_some() {
            self.say("this session is over: undo the last answer to go on with it");
            return Vec::new();
        }
        guide.on_causes = false;
        let Some(at) = guide.sorted().get(guide.cause).copied() else {
            return Vec::new();
        };
        let cause = guide.entry.causes[at].id.clone();
        self.append(vec![Event::Opened { cause }])
    }

    pub(super) fn switch_pane(&mut self) {
        if let Some(guide) = self.guide_in_sight() {
            guide.on_causes = !guide.on_causes;
        }
        self.resize(self.size);
    }

    pub(super) fn undo(&mut self) -> Vec<Effect> {
        let can = self
            .guide_in_sight()
            .is_some_and(|guide| guide.state.can_undo());
        if can {
            return self.append(vec![Event::Undone]);
        }
        self.say("nothing to undo");
        Vec::new()
    }

    pub(super) fn redo(&mut self) -> Vec<Effect> {
        let can = self
            .guide_in_sight()
            .is_some_and(|guide| guide.state.redoable > 0);
        if can {
            return self.append(vec![Event::Redone]);
        }
        self.say("nothing to redo");
        Vec::new()
    }

    pub(super) fn say_why(&mut self) {
        let Some(guide) = self.guide_in_sight() else {
            return;
        };
        let why = match &guide.prompt.stage {
            Stage::Retry => {
                "this error often passes by itself: waiting changes nothing, and costs the least"
                    .into()
            }
            Stage::Check { .. } | Stage::Ask { .. } if guide.state.opened.is_none() => {
                guide::why(&guide.entry, &guide.prompt.plan)
            }
            Stage::Check { .. } | Stage::Ask { .. } => "you picked it".into(),
            Stage::Fix { .. } => {
                "this cause was found: its fix steps come next, the gentlest way first".into()
            }
            Stage::Verify { .. } => {
                "all steps are done: whether they helped decides how it goes on".into()
            }
            Stage::HandOff => guide::why(&guide.entry, &guide.prompt.plan),
            Stage::Done => "the session is over".into(),
        };
        self.say(why);
    }

    pub(super) fn show_note(&mut self) {
        self.overlays.extend(self.note(false).map(Overlay::Note));
    }

    /// Masks the note in sight, or shows it whole again: what is in sight is what is copied.
    pub(super) fn redact(&mut self) {
        let Some(Overlay::Note(Note { redacted, .. })) = self.overlays.last() else {
            return;
        };
        let note = self.note(!redacted);
        self.overlays.pop();
        self.overlays.extend(note.map(Overlay::Note));
        self.resize(self.size);
    }

    /// The note of the session in sight.
    pub(super) fn note(&self, redacted: bool) -> Option<Note> {
        let guide = self.guide.as_ref()?;
        let blocks = if redacted {
            let masked = Redactor::default().state(&guide.entry, &guide.state);
            report::note(&guide.entry, &masked, &self.zone)
        } else {
            report::note(&guide.entry, &guide.state, &self.zone)
        };
        Some(Note {
            document: Document::new(blocks),
            redacted,
        })
    }

    /// The session that can be gone on with, for the line that is printed at the end.
    #[must_use]
    pub fn open_session(&self) -> Option<(&SessionId, &catalog::Entry)> {
        let guide = self.guide.as_ref()?;
        (guide.state.ended.is_none() && self.unsaved.is_none() && !guide.read_only)
            .then_some((&guide.id, &guide.entry))
    }
}
