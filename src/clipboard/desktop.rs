//! The desktop's clipboard behind a time limit: asked on a thread that may hang without anybody
//! else noticing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, Sender, TryRecvError},
    },
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

use super::board::{Board, Open};

/// Where the clipboard hangs, its thread is left alone and every further question fails at once.
/// Should it wake up, it is used again. A second thread is never tried: in `arboard` it would wait
/// for the first.
pub(super) struct Desktop {
    requests: Sender<Request>,
    /// The answer that did not come in time.
    late: Option<Receiver<Result<bool>>>,
    limit: Duration,
}

struct Request {
    task: Task,
    text: String,
    reply: Sender<Result<bool>>,
    /// Set when nobody waits any more: a text must not arrive behind a newer one.
    given_up: Arc<AtomicBool>,
}

#[derive(Clone, Copy)]
enum Task {
    Put,
    Compare,
}

impl Desktop {
    pub(super) fn new(open: Open, limit: Duration) -> Self {
        let (requests, queue) = mpsc::channel();
        // Where no thread can be had, the queue is dropped with the closure, and every question
        // fails.
        thread::Builder::new()
            .name("desktop clipboard".into())
            .spawn(move || serve(&open, queue))
            .ok();
        Self {
            requests,
            late: None,
            limit,
        }
    }

    pub(super) fn put(&mut self, text: &str) -> Result<()> {
        self.ask(Task::Put, text).map(drop)
    }

    pub(super) fn holds(&mut self, text: &str) -> Result<bool> {
        self.ask(Task::Compare, text)
    }

    fn ask(&mut self, task: Task, text: &str) -> Result<bool> {
        if let Some(late) = &self.late {
            ensure!(
                late.try_recv().err() != Some(TryRecvError::Empty),
                "the clipboard still does not answer"
            );
            self.late = None;
        }
        let (reply, answer) = mpsc::channel();
        let given_up = Arc::new(AtomicBool::new(false));
        let request = Request {
            task,
            text: text.to_owned(),
            reply,
            given_up: Arc::clone(&given_up),
        };
        self.requests
            .send(request)
            .ok()
            .context("the clipboard's thread has ended")?;
        match answer.recv_timeout(self.limit) {
            Ok(answer) => answer,
            Err(error) => {
                given_up.store(true, Ordering::SeqCst);
                self.late = Some(answer);
                Err(error).context("the clipboard does not answer")
            }
        }
    }
}

fn serve(open: &Open, queue: Receiver<Request>) {
    let mut board = None;
    for request in queue {
        let answer = answer(&mut board, open, &request);
        request.reply.send(answer).ok();
    }
}

fn answer(board: &mut Option<Box<dyn Board>>, open: &Open, request: &Request) -> Result<bool> {
    let board = match board {
        Some(board) => board,
        None => board.insert(open()?),
    };
    if request.given_up.load(Ordering::SeqCst) {
        bail!("nobody waits for it any more");
    }
    match request.task {
        Task::Put => board.put(&request.text).map(|()| true),
        Task::Compare => board.holds(&request.text),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::{super::board::fake::Shared, *};

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn the_clipboard_is_opened_by_the_first_copy_and_only_then() {
        let opened = Arc::new(AtomicUsize::new(0));
        let (count, board) = (Arc::clone(&opened), Shared::default());
        let open: Open = Box::new(move || {
            count.fetch_add(1, Ordering::SeqCst);
            Ok(Box::new(board.clone()))
        });
        let mut desktop = Desktop::new(open, LONG);
        assert_eq!(opened.load(Ordering::SeqCst), 0);
        desktop.put("one").unwrap();
        desktop.put("two").unwrap();
        assert!(desktop.holds("two").unwrap() && !desktop.holds("one").unwrap());
        assert_eq!(opened.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn a_clipboard_that_could_not_be_opened_is_tried_again_by_the_next_copy() {
        let tried = AtomicUsize::new(0);
        let board = Shared::default();
        let open: Open = Box::new(move || {
            ensure!(tried.fetch_add(1, Ordering::SeqCst) > 0, "no display yet");
            Ok(Box::new(board.clone()))
        });
        let mut desktop = Desktop::new(open, LONG);
        assert_eq!(
            desktop.put("one").unwrap_err().to_string(),
            "no display yet"
        );
        desktop.put("two").unwrap();
    }
}
