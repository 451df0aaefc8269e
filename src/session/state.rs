//! State is a fold over events; undo is an event too.

use super::event::{Event, Found, Pasted, Record, Retry, Signal, Tried};
use super::outcome::Tally;
use super::values::Values;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Where a cause stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CauseState {
    #[default]
    Open,
    RuledOut,
    /// Checked, and it could not be told.
    NotSure,
    CouldNotCheck,
    /// Its fix has to be made by somebody else.
    HandedOff,
    Found,
    /// It was found, and its fix did not help.
    Tried,
}

impl CauseState {
    /// As it is said beside the cause.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::RuledOut => "ruled out",
            Self::NotSure => "not sure",
            Self::CouldNotCheck => "could not check",
            Self::HandedOff => "handed on",
            Self::Found => "found",
            Self::Tried => "fix did not help",
        }
    }

    /// One character that says the same.
    #[must_use]
    pub const fn mark(self) -> char {
        match self {
            Self::Open => ' ',
            Self::RuledOut => '-',
            Self::NotSure => '?',
            Self::CouldNotCheck => '!',
            Self::HandedOff => '>',
            Self::Found => '*',
            Self::Tried => 'x',
        }
    }
}

/// How a session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    Solved {
        cause: String,
    },
    /// It passed by waiting and trying again.
    Passed,
    /// The error gave way to another one.
    Different {
        cause: Option<String>,
        code: String,
    },
    Closed,
}

/// The cause that is being fixed, and the way that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixing {
    pub cause: String,
    pub way: usize,
}

/// All that a session knows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    pub code: String,
    pub hash: String,
    pub started: Option<Timestamp>,
    pub from: Option<String>,
    /// How sessions on this code had ended here before.
    pub learned: Tally,
    pub values: Values,
    pub excerpt: String,
    /// Codes that were pasted, the first is the most important.
    pub codes: Vec<String>,
    pub causes: BTreeMap<String, CauseState>,
    /// The signals that stood in what was pasted.
    pub signals: Vec<Signal>,
    /// The answers by question; none where it could not be told.
    pub answers: BTreeMap<String, Option<usize>>,
    /// What came of waiting and trying once more; none while nobody has.
    pub retried: Option<Retry>,
    /// Steps that somebody else has to do, by cause.
    pub handed_off: BTreeMap<String, String>,
    /// The cause that the person picked out of order.
    pub opened: Option<String>,
    pub fixing: Option<Fixing>,
    pub ticked: BTreeMap<String, Timestamp>,
    pub agreed: BTreeSet<String>,
    /// Since when the person waits for the fix to take effect.
    pub waiting: Option<Timestamp>,
    pub ended: Option<Ended>,
    /// The events that count, after undo.
    pub log: Vec<Record>,
    /// How many events redo can bring back.
    pub redoable: usize,
}

impl State {
    /// The state after these events.
    #[must_use]
    pub fn of(records: &[Record]) -> Self {
        let (log, undone) = effective(records);
        let mut state = Self {
            redoable: undone.len(),
            ..Self::default()
        };
        for record in &log {
            state.apply(record);
        }
        state.log = log;
        state
    }

    #[must_use]
    pub fn cause(&self, id: &str) -> CauseState {
        self.causes.get(id).copied().unwrap_or_default()
    }

    /// Whether there is anything that undo would take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.log.iter().any(|record| record.event.can_be_undone())
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of event")]
    fn apply(&mut self, record: &Record) {
        match &record.event {
            Event::Started {
                code,
                hash,
                from,
                learned,
                ..
            } => {
                self.code.clone_from(code);
                self.hash.clone_from(hash);
                self.from.clone_from(from);
                self.learned.clone_from(learned);
                self.started = Some(record.at);
            }
            Event::Pasted(pasted) => self.pasted(pasted),
            Event::Retried { result } => self.retried(*result, record.at),
            Event::Checked { cause, found } => self.checked(cause, *found),
            Event::Answered {
                question,
                answer,
                found,
            } => {
                self.answers.insert(question.clone(), *answer);
                self.opened = None;
                if let Some(cause) = found {
                    self.checked(cause, Found::Present);
                }
            }
            Event::HandedOff { cause, step } => {
                self.handed_off.insert(cause.clone(), step.clone());
                self.causes.insert(cause.clone(), CauseState::HandedOff);
                self.fixing = None;
                self.waiting = None;
            }
            Event::Opened { cause } => {
                self.opened = Some(cause.clone());
                self.stop_fixing();
            }
            Event::WayTaken { cause, way } => {
                self.fixing = Some(Fixing {
                    cause: cause.clone(),
                    way: *way,
                });
                self.waiting = None;
            }
            Event::Agreed { step } => {
                self.agreed.insert(step.clone());
            }
            Event::Ticked { step } => {
                self.ticked.insert(step.clone(), record.at);
            }
            Event::Unticked { step } => {
                self.ticked.remove(step);
            }
            Event::Tried { cause, result } => self.tried(cause, *result, record.at),
            Event::Different { cause, code } => {
                self.ended = Some(Ended::Different {
                    cause: cause.clone(),
                    code: code.clone(),
                });
            }
            Event::Filled { name, value } => self.values.set(name, value),
            Event::Closed { cause } => {
                self.ended = Some(
                    cause
                        .clone()
                        .map_or(Ended::Closed, |cause| Ended::Solved { cause }),
                );
            }
            Event::Undone | Event::Redone | Event::Unknown => {}
        }
    }

    fn pasted(&mut self, pasted: &Pasted) {
        self.values.add_facts(&pasted.facts);
        for code in &pasted.codes {
            if !self.codes.contains(code) {
                self.codes.push(code.clone());
            }
        }
        for signal in &pasted.signals {
            if !self.signals.contains(signal) {
                self.signals.push(signal.clone());
            }
        }
        if self.excerpt.is_empty() {
            self.excerpt.clone_from(&pasted.excerpt);
        }
    }

    fn retried(&mut self, result: Retry, at: Timestamp) {
        self.retried = Some(result);
        self.waiting = (result == Retry::Waiting).then_some(at);
        if result == Retry::Worked {
            self.ended = Some(Ended::Passed);
        }
    }

    fn checked(&mut self, cause: &str, found: Found) {
        let state = match found {
            Found::Present => CauseState::Found,
            Found::Absent => CauseState::RuledOut,
            Found::NotSure => CauseState::NotSure,
            Found::Cannot => CauseState::CouldNotCheck,
        };
        self.causes.insert(cause.to_owned(), state);
        self.opened = None;
        self.waiting = None;
        self.fixing = (found == Found::Present).then(|| Fixing {
            cause: cause.to_owned(),
            way: 0,
        });
    }

    fn tried(&mut self, cause: &str, result: Tried, at: Timestamp) {
        match result {
            Tried::Waiting => self.waiting = Some(at),
            Tried::Worked => {
                self.ended = Some(Ended::Solved {
                    cause: cause.to_owned(),
                });
            }
            Tried::Failed => {
                self.causes.insert(cause.to_owned(), CauseState::Tried);
                self.fixing = None;
                self.waiting = None;
            }
        }
    }

    /// A cause whose fix was left for another cause is open again.
    fn stop_fixing(&mut self) {
        if let Some(fixing) = self.fixing.take() {
            self.causes.remove(&fixing.cause);
        }
        self.waiting = None;
    }
}

/// The events that count, and those that undo took back, the latest last.
fn effective(records: &[Record]) -> (Vec<Record>, Vec<Record>) {
    let mut log: Vec<Record> = Vec::with_capacity(records.len());
    let mut undone = Vec::new();
    for record in records {
        match &record.event {
            Event::Undone => {
                if let Some(at) = log.iter().rposition(|record| record.event.can_be_undone()) {
                    undone.push(log.remove(at));
                }
            }
            Event::Redone => log.extend(undone.pop()),
            Event::Unknown => {}
            event => {
                if event.can_be_undone() {
                    undone.clear();
                }
                log.push(record.clone());
            }
        }
    }
    (log, undone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(events: Vec<Event>) -> Vec<Record> {
        let at = "2026-11-22T09:45:12Z".parse().unwrap();
        events
            .into_iter()
            .map(|event| Record { at, event })
            .collect()
    }

    fn checked(cause: &str, found: Found) -> Event {
        Event::Checked {
            cause: cause.into(),
            found,
        }
    }

    #[test]
    fn present_starts_the_fix_and_a_failed_fix_leaves_the_cause_as_tried() {
        let mut events = vec![checked("a", Found::Present)];
        assert_eq!(
            State::of(&records(events.clone())).fixing,
            Some(Fixing {
                cause: "a".into(),
                way: 0
            })
        );
        events.push(Event::Tried {
            cause: "a".into(),
            result: Tried::Failed,
        });
        let state = State::of(&records(events));
        assert_eq!((state.cause("a"), state.fixing), (CauseState::Tried, None));
    }

    #[test]
    fn undo_takes_back_one_answer_and_redo_brings_it_back() {
        let before = records(vec![
            checked("a", Found::Absent),
            checked("b", Found::Absent),
        ]);
        let mut after = before.clone();
        after.extend(records(vec![Event::Undone]));
        assert_eq!(State::of(&after).cause("b"), CauseState::Open);
        assert_eq!(State::of(&after).cause("a"), CauseState::RuledOut);
        after.extend(records(vec![Event::Redone]));
        assert_eq!(State::of(&after), State::of(&before));
    }

    #[test]
    fn undo_does_not_take_back_a_value_that_was_typed() {
        let state = State::of(&records(vec![
            checked("a", Found::Absent),
            Event::Filled {
                name: "user_upn".into(),
                value: "ada@contoso.example".into(),
            },
            Event::Undone,
        ]));
        assert_eq!(state.cause("a"), CauseState::Open);
        assert!(
            state
                .values
                .fact(crate::catalog::FactType::UserUpn)
                .is_some()
        );
    }

    fn any_event() -> impl Strategy<Value = Event> {
        let cause = prop::sample::select(vec!["a", "b", "c"]);
        let found = prop::sample::select(vec![
            Found::Present,
            Found::Absent,
            Found::NotSure,
            Found::Cannot,
        ]);
        prop_oneof![
            (cause.clone(), found).prop_map(|(cause, found)| checked(cause, found)),
            cause.clone().prop_map(|cause| Event::Opened {
                cause: cause.into()
            }),
            cause
                .clone()
                .prop_map(|step| Event::Ticked { step: step.into() }),
            cause.prop_map(|cause| Event::Tried {
                cause: cause.into(),
                result: Tried::Failed
            }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn as_many_undos_as_answers_lead_back_to_the_beginning_and_redos_forth(
            events in prop::collection::vec(any_event(), 0..12)
        ) {
            let forth = State::of(&records(events.clone()));
            let mut back = events.clone();
            back.extend(std::iter::repeat_n(Event::Undone, events.len()));
            let begun = State::of(&records(back.clone()));
            prop_assert!(begun.causes.is_empty() && begun.ticked.is_empty() && begun.log.is_empty());
            back.extend(std::iter::repeat_n(Event::Redone, events.len()));
            prop_assert_eq!(State::of(&records(back)), forth);
        }
    }
}
