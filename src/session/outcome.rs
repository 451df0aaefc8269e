//! How a session ended: which cause it was. The odds of an entry are learned from outcomes.

use super::event::Record;
use super::id::SessionId;
use super::state::{Ended, State};
pub use crate::catalog::SOMETHING_ELSE;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Longer than any code or id.
const LONGEST: usize = 120;

/// What a session came to. Nothing in it tells of a person, a tenant or a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    pub session: SessionId,
    pub at: Timestamp,
    pub code: String,
    /// None where an end was taken back.
    pub cause: Option<String>,
}

/// How often which cause it was, by its id; [`SOMETHING_ELSE`] is one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tally(pub BTreeMap<String, u32>);

impl Outcome {
    /// What a session came to in this state, said at this time.
    #[must_use]
    pub fn of(session: &SessionId, state: &State, at: Timestamp) -> Self {
        Self {
            session: session.clone(),
            at,
            code: state.code.clone(),
            cause: cause(state).map(str::to_owned),
        }
    }

    /// The outcome that new events make or take back.
    #[must_use]
    pub fn made_by(session: &SessionId, before: &[Record], new: &[Record]) -> Option<Self> {
        let at = new.last()?.at;
        let after = Self::of(session, &State::of(&[before, new].concat()), at);
        (after.cause.as_deref() != cause(&State::of(before))).then_some(after)
    }

    /// Whether code and cause are words that this program could have written.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let code = !self.code.is_empty()
            && self.code.len() <= LONGEST
            && !self.code.chars().any(crate::text::is_unsafe);
        let is_id = |cause: &String| {
            (1..=LONGEST).contains(&cause.len())
                && cause
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        code && self.cause.as_ref().is_none_or(is_id)
    }
}

/// The cause that a session has ended with.
#[must_use]
pub fn cause(state: &State) -> Option<&str> {
    match &state.ended {
        Some(Ended::Solved { cause }) => Some(cause),
        Some(Ended::Different { cause, .. }) => cause.as_deref(),
        Some(Ended::Passed | Ended::Closed) | None => None,
    }
}

/// Outcomes, one a session: of two of the same session the later one counts, in whatever order they come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcomes(BTreeMap<SessionId, Outcome>);

impl Outcomes {
    /// Adds an outcome. False where it changes nothing.
    pub fn add(&mut self, outcome: Outcome) -> bool {
        let rank = |outcome: &Outcome| (outcome.at, outcome.cause.clone(), outcome.code.clone());
        let known = self.0.get(&outcome.session);
        if known.is_some_and(|known| rank(known) >= rank(&outcome)) {
            return false;
        }
        self.0.insert(outcome.session.clone(), outcome);
        true
    }

    #[must_use]
    pub fn get(&self, session: &SessionId) -> Option<&Outcome> {
        self.0.get(session)
    }

    /// All, in the order of their sessions.
    pub fn iter(&self) -> impl Iterator<Item = &Outcome> {
        self.0.values()
    }

    /// How many sessions have a cause.
    #[must_use]
    pub fn len(&self) -> usize {
        self.iter()
            .filter(|outcome| outcome.cause.is_some())
            .count()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How often which cause of this code it was.
    #[must_use]
    pub fn tally(&self, code: &str) -> Tally {
        let mut tally = Tally::default();
        let causes = self
            .iter()
            .filter(|outcome| outcome.code == code)
            .filter_map(|outcome| outcome.cause.as_ref());
        for cause in causes {
            *tally.0.entry(cause.clone()).or_default() += 1;
        }
        tally
    }
}

impl Tally {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How often it was this cause.
    #[must_use]
    pub fn of(&self, cause: &str) -> u32 {
        self.0.get(cause).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn outcome(session: u8, second: u8, cause: Option<&str>) -> Outcome {
        Outcome {
            session: SessionId::parse(&format!("20261122-0945{session:02}-kqzt")).unwrap(),
            at: format!("2026-11-22T10:00:{second:02}Z").parse().unwrap(),
            code: "AADSTS50011".into(),
            cause: cause.map(Into::into),
        }
    }

    #[test]
    fn the_later_outcome_of_a_session_counts_and_one_that_was_taken_back_does_not() {
        let mut outcomes = Outcomes::default();
        assert!(outcomes.add(outcome(1, 5, Some("b"))));
        assert!(!outcomes.add(outcome(1, 4, Some("a"))));
        assert!(outcomes.add(outcome(2, 1, Some("b"))));
        assert_eq!(outcomes.tally("AADSTS50011").of("b"), 2);
        assert!(outcomes.add(outcome(1, 6, None)));
        assert_eq!(outcomes.tally("AADSTS50011").of("b"), 1);
        assert!(outcomes.tally("AADSTS50105").is_empty());
    }

    #[test]
    fn what_this_program_would_not_write_is_not_clean() {
        let mut hostile = outcome(1, 1, Some("\u{1b}[2J"));
        assert!(!hostile.is_clean());
        hostile.cause = Some("a-cause".into());
        assert!(hostile.is_clean());
        hostile.code = "x\u{202e}".into();
        assert!(!hostile.is_clean());
    }

    fn any_outcome() -> impl Strategy<Value = Outcome> {
        let cause = prop::option::of(prop::sample::select(vec!["a", "b", SOMETHING_ELSE]));
        (0..4u8, 0..3u8, cause).prop_map(|(session, second, cause)| outcome(session, second, cause))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn neither_order_nor_repetition_changes_what_is_known(
            outcomes in prop::collection::vec(any_outcome(), 0..12),
            turn in 0..12usize,
        ) {
            let known = |outcomes: &[Outcome]| {
                let mut all = Outcomes::default();
                for outcome in outcomes {
                    all.add(outcome.clone());
                }
                all
            };
            let mut turned = outcomes.clone();
            turned.rotate_left(turn.min(outcomes.len()));
            turned.extend(outcomes.clone());
            prop_assert_eq!(known(&turned), known(&outcomes));
        }
    }
}
