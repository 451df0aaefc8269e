//! Every route to a clipboard, and the truth about which one worked.
//!
//! One thread does the copies, one after the other, so that the newest text wins; a second one
//! talks to the desktop's clipboard and is left waiting where that hangs. Nothing here writes to
//! the terminal: what is to be written there is handed back.

mod board;
mod copier;
mod desktop;
mod hold;
mod osc52;
mod process;
mod report;
mod surroundings;
mod tmux;

use std::{
    sync::mpsc::{self, SendError, Sender},
    thread,
    time::Duration,
};

use anyhow::{Context, Result};

use self::copier::{Copier, Job};
pub use self::{
    copier::Means,
    hold::{HOLD, hold},
    process::Start,
    report::Report,
    surroundings::{Platform, Route, Surroundings, routes},
};

/// The one way to copy for the whole run; the desktop's clipboard is first opened by the first copy
/// that needs it.
pub struct Clipboard {
    jobs: Sender<Job>,
    /// How long quitting may take at most.
    patience: Duration,
}

impl Clipboard {
    #[must_use]
    pub fn new(surroundings: Surroundings) -> Self {
        Self::with(surroundings, Means::default())
    }

    /// For tests, which bring their own time limit, clipboard, tmux and holder.
    #[must_use]
    pub fn with(surroundings: Surroundings, means: Means) -> Self {
        let patience = means.limit.saturating_mul(3);
        let (jobs, queue) = mpsc::channel();
        // Where no thread can be had, the queue is dropped with the closure, and each copy says
        // that it failed.
        thread::Builder::new()
            .name("copy".into())
            .spawn(move || Copier::new(surroundings, means).run(queue))
            .ok();
        Self { jobs, patience }
    }

    /// Copies `text` without the line ends at its end. Returns at once; `answer` is called exactly
    /// once, from another thread as a rule, in the order of the copies. The desktop and tmux
    /// may each use up the time limit before it.
    pub fn copy(&self, text: &str, answer: impl FnOnce(Report) + Send + 'static) {
        let text = text.trim_end_matches(['\n', '\r']).to_owned();
        let job = Job::Copy {
            text,
            answer: Box::new(answer),
        };
        if let Err(SendError(Job::Copy { text, answer })) = self.jobs.send(job) {
            answer(Report::by_hand(text.len()));
        }
    }

    /// At quit: waits for the copies that are still under way, then leaves a holder behind where
    /// what was copied would else go with this program. Takes three time limits at most, and
    /// next to nothing as a rule. Answers that were due have been given by then, so what they
    /// want written is written after this.
    ///
    /// # Errors
    /// When what was copied is lost or may be; the message says which.
    pub fn leave(self) -> Result<()> {
        let (tell, left) = mpsc::channel();
        self.jobs
            .send(Job::Leave(tell))
            .ok()
            .context("what was copied may be lost: the thread that copies has ended")?;
        left.recv_timeout(self.patience)
            .context("what was copied may be lost: the clipboard does not answer")?
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use anyhow::bail;
    use proptest::prelude::*;

    use super::{
        board::{Open, fake::Shared},
        *,
    };

    const LOCAL: Surroundings = Surroundings {
        ssh: false,
        display: true,
        tmux: false,
        platform: Platform::Unix,
    };
    const LONG: Duration = Duration::from_secs(20);

    fn means(open: Open) -> Means {
        Means {
            limit: LONG,
            open,
            ..Means::default()
        }
    }

    fn report_of(clipboard: &Clipboard, text: &str) -> Report {
        let (tell, told) = mpsc::channel();
        clipboard.copy(text, move |report| tell.send(report).unwrap());
        told.recv_timeout(LONG).expect("the answer is given")
    }

    #[test]
    fn a_clipboard_that_hangs_is_waited_for_once_and_then_passed_over() {
        let (_never, hung) = mpsc::channel::<()>();
        let hung = std::sync::Mutex::new(hung);
        let open: Open = Box::new(move || {
            hung.lock().unwrap().recv().ok();
            bail!("hung until the test ended")
        });
        let limit = Duration::from_secs(1);
        let clipboard = Clipboard::with(
            LOCAL,
            Means {
                limit,
                ..means(open)
            },
        );
        let start = Instant::now();
        assert_eq!(report_of(&clipboard, "one").route, Route::Terminal);
        assert!(
            start.elapsed() >= limit,
            "the limit was not used: {:?}",
            start.elapsed()
        );
        let start = Instant::now();
        assert_eq!(report_of(&clipboard, "two").route, Route::Terminal);
        assert!(
            start.elapsed() < limit,
            "it was waited for again: {:?}",
            start.elapsed()
        );
        clipboard.leave().unwrap();
    }

    #[test]
    fn a_clipboard_that_wakes_up_is_used_again_and_never_gets_the_text_it_slept_over() {
        let board = Shared::default();
        let (wake, asleep) = mpsc::channel::<()>();
        let asleep = std::sync::Mutex::new(asleep);
        let opened = board.clone();
        let open: Open = Box::new(move || {
            asleep.lock().unwrap().recv().ok();
            Ok(Box::new(opened.clone()))
        });
        let limit = Duration::from_millis(50);
        let clipboard = Clipboard::with(
            LOCAL,
            Means {
                limit,
                ..means(open)
            },
        );
        assert_eq!(report_of(&clipboard, "slept over").route, Route::Terminal);
        drop(wake);
        let deadline = Instant::now() + LONG;
        while report_of(&clipboard, "awake").route != Route::Desktop {
            assert!(Instant::now() < deadline, "it is never tried again");
        }
        assert!(board.history().iter().all(|text| text == "awake"));
    }

    #[test]
    fn a_clipboard_that_panics_is_passed_over() {
        let clipboard = Clipboard::with(
            LOCAL,
            means(Box::new(|| panic!("a panic that this test wants"))),
        );
        assert_eq!(report_of(&clipboard, "one").route, Route::Terminal);
        assert_eq!(report_of(&clipboard, "two").route, Route::Terminal);
    }

    #[test]
    fn a_copy_whose_thread_is_gone_is_answered_all_the_same() {
        let (jobs, queue) = mpsc::channel();
        drop(queue);
        let clipboard = Clipboard {
            jobs,
            patience: LONG,
        };
        assert_eq!(report_of(&clipboard, "text").route, Route::ByHand);
        assert!(clipboard.leave().is_err());
    }

    #[test]
    fn line_ends_at_the_end_are_not_copied_and_others_are() {
        let board = Shared::default();
        let clipboard = Clipboard::with(LOCAL, means(board.opener()));
        report_of(&clipboard, "\n one\r\ntwo \r\n\n\r");
        assert_eq!(board.history(), ["\n one\r\ntwo "]);
    }

    #[test]
    fn quitting_waits_for_the_copies_under_way() {
        let clipboard = Clipboard::with(LOCAL, means(Box::new(|| bail!("no clipboard"))));
        let (tell, told) = mpsc::channel();
        for number in 0..20 {
            let tell = tell.clone();
            clipboard.copy("text", move |_| tell.send(number).unwrap());
        }
        clipboard.leave().unwrap();
        assert_eq!(
            told.try_iter().collect::<Vec<_>>(),
            (0..20).collect::<Vec<_>>()
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::default()
        })]
        #[test]
        fn copies_in_a_row_are_answered_in_order_and_end_with_the_newest(
            texts in prop::collection::vec("[a-z]{1,9}", 1..12),
        ) {
            let board = Shared::default();
            let clipboard = Clipboard::with(LOCAL, means(board.opener()));
            let (tell, told) = mpsc::channel();
            for text in &texts {
                let (tell, copied) = (tell.clone(), text.clone());
                clipboard.copy(text, move |report| tell.send((copied, report.route)).unwrap());
            }
            drop(tell);
            let expected: Vec<_> =
                texts.iter().cloned().map(|text| (text, Route::Desktop)).collect();
            prop_assert_eq!(told.iter().collect::<Vec<_>>(), expected);
            prop_assert_eq!(board.history(), texts);
        }
    }
}
