//! The thread that does the copies: tries the routes in order, and remembers what has to outlive
//! the program.

use std::{
    env,
    path::PathBuf,
    process::Command,
    sync::mpsc::{Receiver, Sender},
    time::Duration,
};

use anyhow::{Context, Result};

use super::{
    board::{self, Open},
    desktop::Desktop,
    hold, osc52,
    process::Start,
    report::Report,
    surroundings::{Platform, Route, Surroundings, routes},
    tmux,
};

/// What reaches the world. The defaults are the real things.
pub struct Means {
    /// How long the desktop, tmux and the holder may each take to answer.
    pub limit: Duration,
    pub(super) open: Open,
    pub tmux: Start,
    /// This program itself; [`hold::HOLD`] is added.
    pub holder: Start,
}

impl Default for Means {
    fn default() -> Self {
        Self {
            limit: hold::LIMIT,
            open: Box::new(board::open),
            tmux: Box::new(|| Command::new("tmux")),
            holder: Box::new(|| Command::new(this_program())),
        }
    }
}

/// On Linux by the name that stays right when the program is replaced by a newer one while it runs.
fn this_program() -> PathBuf {
    if cfg!(target_os = "linux") {
        "/proc/self/exe".into()
    } else {
        env::current_exe().unwrap_or_default()
    }
}

pub(super) enum Job {
    Copy {
        text: String,
        answer: Box<dyn FnOnce(Report) + Send>,
    },
    Leave(Sender<Result<()>>),
}

pub(super) struct Copier {
    surroundings: Surroundings,
    desktop: Desktop,
    tmux: Start,
    holder: Start,
    limit: Duration,
    /// What the desktop's clipboard has from us, unless a later copy went another way.
    on_desktop: Option<String>,
}

impl Copier {
    pub(super) fn new(surroundings: Surroundings, means: Means) -> Self {
        let Means {
            limit,
            open,
            tmux,
            holder,
        } = means;
        Self {
            surroundings,
            desktop: Desktop::new(open, limit),
            tmux,
            holder,
            limit,
            on_desktop: None,
        }
    }

    pub(super) fn run(mut self, jobs: Receiver<Job>) {
        for job in jobs {
            match job {
                Job::Copy { text, answer } => answer(self.copy(text)),
                Job::Leave(tell) => drop(tell.send(self.leave())),
            }
        }
    }

    fn copy(&mut self, text: String) -> Report {
        let report = self.first_that_works(&text);
        match report.route {
            Route::Desktop => self.on_desktop = Some(text),
            Route::Tmux | Route::Terminal => self.on_desktop = None,
            Route::ByHand => {}
        }
        report
    }

    fn first_that_works(&mut self, text: &str) -> Report {
        if text.is_empty() {
            return Report::by_hand(0);
        }
        let routes = routes(&self.surroundings, text.len());
        let report = routes
            .into_iter()
            .find_map(|route| self.attempt(route, text).ok());
        report.unwrap_or_else(|| Report::by_hand(text.len()))
    }

    fn attempt(&mut self, route: Route, text: &str) -> Result<Report> {
        match route {
            Route::Desktop => self.desktop.put(text).map(|()| Report::copied()),
            Route::Tmux => tmux::load(&self.tmux, text, osc52::fits(text.len()), self.limit)
                .map(|loaded| Report::loaded(loaded, text)),
            Route::Terminal => Ok(Report::sent(text)),
            Route::ByHand => Ok(Report::by_hand(text.len())),
        }
    }

    /// A holder is left only for a text that is still there: else it would take the place of what
    /// somebody copied since.
    fn leave(&mut self) -> Result<()> {
        let Some(text) = self.on_desktop.take() else {
            return Ok(());
        };
        if self.surroundings.platform == Platform::Unix
            && self
                .desktop
                .holds(&text)
                .context("what was copied may be lost")?
        {
            hold::leave_behind(&self.holder, text.clone(), self.limit)
                .context("what was copied is lost")?;
            // Somebody may be pasting right now, and was sent to us before the holder had it. One
            // more question gives arboard's own thread the time to serve them.
            self.desktop.holds(&text).ok();
        }
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use anyhow::bail;

    use super::{super::board::Board, super::board::fake::Shared, super::process::shell, *};

    const LONG: Duration = Duration::from_secs(20);
    const LOCAL: Surroundings = Surroundings {
        ssh: false,
        display: true,
        tmux: true,
        platform: Platform::Unix,
    };
    const REMOTE: Surroundings = Surroundings { ssh: true, ..LOCAL };

    fn never(what: &'static str) -> Start {
        Box::new(move || panic!("{what} must not be started"))
    }

    fn no_clipboard() -> Open {
        Box::new(|| bail!("no clipboard"))
    }

    fn copier(surroundings: Surroundings, open: Open, tmux: Start, holder: Start) -> Copier {
        Copier::new(
            surroundings,
            Means {
                limit: LONG,
                open,
                tmux,
                holder,
            },
        )
    }

    fn long() -> String {
        "x".repeat(64 * 1024 + 1)
    }

    #[test]
    fn a_desktop_that_takes_the_text_is_all_that_is_asked() {
        let board = Shared::default();
        let mut copier = copier(LOCAL, board.opener(), never("tmux"), never("a holder"));
        assert_eq!(copier.copy("text".into()), Report::copied());
        assert_eq!(board.history(), ["text"]);
    }

    #[test]
    fn a_long_text_may_go_to_the_desktop() {
        let mut copier = copier(
            LOCAL,
            Shared::default().opener(),
            never("tmux"),
            never("a holder"),
        );
        assert_eq!(copier.copy(long()), Report::copied());
    }

    #[test]
    fn tmux_stands_in_for_a_desktop_that_fails() {
        let mut copier = copier(
            LOCAL,
            no_clipboard(),
            shell::script("cat >/dev/null"),
            never("a holder"),
        );
        let report = copier.copy("text".into());
        assert_eq!((report.route, report.write), (Route::Tmux, None));
    }

    #[test]
    fn an_old_tmux_gets_the_text_and_the_terminal_is_asked_too() {
        let tmux = shell::script(r#"test "$2" = -w && exit 1; cat >/dev/null"#);
        let report = copier(REMOTE, no_clipboard(), tmux, never("a holder")).copy("text".into());
        assert_eq!(
            (report.route, report.write),
            (Route::Tmux, Some(osc52::sequence("text")))
        );
    }

    #[test]
    fn the_terminal_stands_in_for_a_tmux_that_fails() {
        let mut copier = copier(
            REMOTE,
            no_clipboard(),
            shell::script("exit 1"),
            never("a holder"),
        );
        assert_eq!(copier.copy("text".into()), Report::sent("text"));
    }

    #[test]
    fn a_long_text_that_nothing_takes_is_left_to_the_user() {
        let mut copier = copier(
            REMOTE,
            no_clipboard(),
            shell::script("exit 1"),
            never("a holder"),
        );
        let report = copier.copy(long());
        assert_eq!((report.route, report.write), (Route::ByHand, None));
    }

    #[test]
    fn no_text_touches_no_clipboard() {
        let board = Shared::default();
        let mut copier = copier(LOCAL, board.opener(), never("tmux"), never("a holder"));
        assert_eq!(copier.copy(String::new()).route, Route::ByHand);
        assert!(board.history().is_empty());
    }

    #[test]
    fn a_text_on_the_desktop_is_handed_to_a_holder_once_it_says_that_it_has_it() {
        let holder =
            || shell::script(r#"test "$1" = hold-clipboard && test "$(cat)" = text && echo held"#);
        let mut copier = copier(LOCAL, Shared::default().opener(), never("tmux"), holder());
        copier.copy("text".into());
        copier.leave().unwrap();
    }

    #[test]
    fn nothing_copied_leaves_no_holder() {
        copier(
            LOCAL,
            Shared::default().opener(),
            never("tmux"),
            never("a holder"),
        )
        .leave()
        .unwrap();
    }

    #[test]
    fn what_somebody_copied_since_is_left_alone() {
        let mut board = Shared::default();
        let mut copier = copier(LOCAL, board.opener(), never("tmux"), never("a holder"));
        copier.copy("ours".into());
        board.put("somebody's").unwrap();
        copier.leave().unwrap();
    }

    #[test]
    fn a_later_copy_by_another_route_leaves_no_holder() {
        let mut copier = copier(
            REMOTE,
            no_clipboard(),
            shell::script("exit 1"),
            never("a holder"),
        );
        copier.on_desktop = Some("older".into());
        copier.copy("newer".into());
        copier.leave().unwrap();
    }

    #[test]
    fn a_system_that_keeps_the_clipboard_by_itself_needs_no_holder() {
        for platform in [Platform::Mac, Platform::Windows] {
            let here = Surroundings { platform, ..LOCAL };
            let mut copier = copier(
                here,
                Shared::default().opener(),
                never("tmux"),
                never("a holder"),
            );
            copier.copy("text".into());
            copier.leave().unwrap();
        }
    }

    #[test]
    fn a_holder_that_fails_or_hangs_is_an_error_that_says_what_is_lost() {
        for (holder, limit) in [
            ("cat >/dev/null; exit 2", LONG),
            ("exec sleep 60", Duration::from_millis(200)),
        ] {
            let mut copier = copier(
                LOCAL,
                Shared::default().opener(),
                never("tmux"),
                shell::script(holder),
            );
            copier.copy("text".into());
            copier.limit = limit;
            let error = format!("{:#}", copier.leave().unwrap_err());
            assert!(error.starts_with("what was copied is lost: "), "{error}");
        }
    }
}
