//! The guide on a real entry: what is asked after each answer.

use super::*;
use crate::embedded;
use crate::report::Kind;
use crate::session::{CauseState, Record};
use jiff::Timestamp;

const AT: &str = "2026-11-22T09:45:12Z";

/// An entry without its questions, so that causes come one after the other.
fn entry() -> Entry {
    let mut entry = asking();
    entry.questions.clear();
    entry
}

fn asking() -> Entry {
    embedded::find("AADSTS240001")
        .and_then(|target| target.header().map(embedded::Header::entry))
        .unwrap()
}

fn after(events: &[Event]) -> State {
    let at: Timestamp = AT.parse().unwrap();
    let records: Vec<_> = events
        .iter()
        .map(|event| Record {
            at,
            event: event.clone(),
        })
        .collect();
    State::of(&records)
}

/// Answers by slot until the slots are used up.
fn walk(entry: &Entry, slots: &[Slot]) -> Vec<Event> {
    let mut events = Vec::new();
    for slot in slots {
        let prompt = prompt(entry, &after(&events), &TimeZone::UTC);
        let choice = prompt
            .choice(*slot)
            .unwrap_or_else(|| panic!("{slot:?} is no choice in {prompt:?}"));
        events.push(choice.event.clone());
    }
    events
}

#[test]
fn absent_not_sure_and_cannot_all_lead_to_the_next_cause() {
    let entry = entry();
    let mut seen = Vec::new();
    let mut slots = Vec::new();
    for slot in [Slot::No, Slot::NotSure, Slot::Cannot, Slot::No] {
        let state = after(&walk(&entry, &slots));
        seen.push(
            prompt(&entry, &state, &TimeZone::UTC)
                .cause()
                .unwrap()
                .to_owned(),
        );
        slots.push(slot);
    }
    let mut unique = seen.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), 4, "{seen:?}");
}

#[test]
fn present_ticks_and_it_worked_end_the_session_as_solved_with_that_cause() {
    let entry = entry();
    let mut events = walk(&entry, &[Slot::Yes]);
    let cause = prompt(&entry, &after(&events), &TimeZone::UTC)
        .cause()
        .unwrap()
        .to_owned();
    loop {
        let state = after(&events);
        let now = prompt(&entry, &state, &TimeZone::UTC);
        match &now.stage {
            Stage::Fix { step, .. } => match toggle(&entry, &state, step) {
                Some(event) => events.push(event),
                None => events.push(now.choice(Slot::Agree).unwrap().event.clone()),
            },
            Stage::Verify { .. } => events.push(now.choice(Slot::Yes).unwrap().event.clone()),
            Stage::Done => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(
        after(&events).ended,
        Some(crate::session::Ended::Solved { cause })
    );
}

#[test]
fn a_risky_step_cannot_be_ticked_before_its_warning_is_agreed_to() {
    let mut entry = entry();
    for step in &mut entry.steps {
        step.risk = crate::catalog::Risk::Irreversible;
        step.warning = Some("it is gone".into());
    }
    let mut events = walk(&entry, &[Slot::Yes]);
    let state = after(&events);
    let now = prompt(&entry, &state, &TimeZone::UTC);
    let Stage::Fix { step, .. } = &now.stage else {
        panic!("{now:?}")
    };
    assert_eq!(toggle(&entry, &state, step), None);
    assert!(
        now.blocks
            .iter()
            .any(|block| matches!(&block.kind, Kind::Warning(text) if text.contains("it is gone")))
    );
    assert!(
        !now.blocks
            .iter()
            .any(|block| matches!(block.kind, Kind::Command { .. }))
    );
    events.push(now.choice(Slot::Agree).unwrap().event.clone());
    assert!(toggle(&entry, &after(&events), step).is_some());
}

#[test]
fn an_effect_that_takes_time_is_not_to_be_seen_before() {
    let mut entry = entry();
    for step in &mut entry.steps {
        step.risk = crate::catalog::Risk::None;
        step.takes_effect_minutes = Some(30.0);
    }
    let mut events = walk(&entry, &[Slot::Yes]);
    while let Stage::Fix { step, .. } = prompt(&entry, &after(&events), &TimeZone::UTC).stage {
        events.push(Event::Ticked { step });
    }
    let now = prompt(&entry, &after(&events), &TimeZone::UTC);
    assert!(
        now.blocks.iter().any(|block| matches!(&block.kind, Kind::Labelled { text, .. } if text.starts_with("not before 10:15"))),
        "{now:?}"
    );
}

#[test]
fn when_every_cause_is_out_the_case_is_handed_on_with_whom_to_ask() {
    let entry = entry();
    let slots = vec![Slot::No; entry.causes.len()];
    let state = after(&walk(&entry, &slots));
    let now = prompt(&entry, &state, &TimeZone::UTC);
    assert_eq!(now.stage, Stage::HandOff);
    assert!(
        now.blocks
            .iter()
            .any(|block| matches!(&block.kind, Kind::Heading(text) if text == "Whom to ask"))
    );
}

#[test]
fn a_ruled_out_cause_can_be_opened_again_and_present_on_it_wins() {
    let entry = entry();
    let mut events = walk(&entry, &[Slot::No]);
    let Event::Checked { cause, .. } = events[0].clone() else {
        panic!()
    };
    events.push(Event::Opened {
        cause: cause.clone(),
    });
    let now = prompt(&entry, &after(&events), &TimeZone::UTC);
    assert_eq!(now.cause(), Some(cause.as_str()));
    events.push(now.choice(Slot::Yes).unwrap().event.clone());
    assert_eq!(after(&events).cause(&cause), CauseState::Found);
}

#[test]
fn a_question_that_splits_the_causes_is_asked_first_and_changes_the_belief() {
    let entry = asking();
    let first = prompt(&entry, &State::default(), &TimeZone::UTC);
    assert!(matches!(first.stage, Stage::Ask { .. }), "{first:?}");
    let state = after(&[first.choice(Slot::Number(1)).unwrap().event.clone()]);
    let second = prompt(&entry, &state, &TimeZone::UTC);
    assert_ne!(first.plan.belief, second.plan.belief);
}

#[test]
fn not_sure_asks_no_second_time_and_changes_no_belief() {
    let entry = asking();
    let first = prompt(&entry, &State::default(), &TimeZone::UTC);
    let state = after(&[first.choice(Slot::NotSure).unwrap().event.clone()]);
    let second = prompt(&entry, &state, &TimeZone::UTC);
    assert_eq!(first.plan.belief, second.plan.belief);
    assert_ne!(first.stage, second.stage);
}

#[test]
fn an_answer_that_confirms_a_cause_goes_straight_to_its_fix() {
    let mut entry = asking();
    let cause = entry.causes[3].id.clone();
    let question = &mut entry.questions[0];
    question.answers[0].then = [(cause.clone(), crate::catalog::Evidence::Confirms)].into();
    let question = question.id.clone();
    let event = Event::Answered {
        question,
        answer: Some(0),
        found: Some(cause.clone()),
    };
    let now = prompt(&entry, &after(&[event]), &TimeZone::UTC);
    assert!(matches!(now.stage, Stage::Fix { .. }), "{now:?}");
    assert_eq!(now.cause(), Some(cause.as_str()));
}

#[test]
fn a_step_that_somebody_else_has_to_do_is_handed_on_with_its_role() {
    let entry = entry();
    let mut events = walk(&entry, &[Slot::Yes]);
    let fixing = prompt(&entry, &after(&events), &TimeZone::UTC);
    events.push(fixing.choice(Slot::Cannot).unwrap().event.clone());
    let state = after(&events);
    let next = prompt(&entry, &state, &TimeZone::UTC);
    assert_ne!(next.cause(), fixing.cause());
    let note = crate::report::plain(&crate::report::note(&entry, &state, &TimeZone::UTC), 200);
    assert!(note.contains("Handed on (needs "), "{note}");
}

#[test]
fn pasted_signals_move_the_belief_and_undo_takes_them_back() {
    let entry = asking();
    let cause = entry
        .causes
        .iter()
        .find(|cause| !cause.signals.is_empty())
        .unwrap();
    let pasted = crate::session::event::Pasted {
        signals: vec![crate::session::event::Signal {
            cause: cause.id.clone(),
            when: cause.signals[0].when.clone(),
            then: cause.signals[0].then,
        }],
        ..Default::default()
    };
    let before = prompt(&entry, &State::default(), &TimeZone::UTC)
        .plan
        .belief;
    let after_paste = prompt(
        &entry,
        &after(&[Event::Pasted(pasted.clone())]),
        &TimeZone::UTC,
    )
    .plan
    .belief;
    assert_ne!(before, after_paste);
    let undone = prompt(
        &entry,
        &after(&[Event::Pasted(pasted), Event::Undone]),
        &TimeZone::UTC,
    )
    .plan
    .belief;
    assert_eq!(before, undone);
}
