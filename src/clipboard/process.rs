//! The two programs that are ever started, tmux and this one itself: given a text, waited for,
//! ended.

use std::{
    io::Write,
    process::{Child, Command, ExitStatus},
    thread,
    time::{Duration, Instant},
};

/// Names a program to start, without the arguments that say what it shall do.
pub type Start = Box<dyn Fn() -> Command + Send>;

const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Gives `text` to the child and closes its input, on a thread of its own: a child that does not
/// read stops its writer.
pub(super) fn feed(child: &mut Child, text: String) {
    if let Some(mut input) = child.stdin.take() {
        // The child's own status tells what came of it, so neither error is looked at.
        thread::Builder::new()
            .spawn(move || input.write_all(text.as_bytes()).ok())
            .ok();
    }
}

/// How the child ended, or nothing where it had to be killed.
pub(super) fn finish(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    while Instant::now() < deadline {
        match child.try_wait() {
            Ok(None) => thread::sleep(LOOK_EVERY),
            Ok(status) => return status,
            Err(_) => break,
        }
    }
    end(child);
    None
}

/// Kills the child, and leaves no zombie.
pub(super) fn end(child: &mut Child) {
    child.kill().ok();
    child.wait().ok();
}

#[cfg(all(test, unix))]
pub(super) mod shell {
    //! Stands in for a program: a script that needs no file.

    use super::{Command, Start};

    pub fn script(script: &'static str) -> Start {
        Box::new(move || {
            let mut command = Command::new("sh");
            command.args(["-c", script, "stand-in"]);
            command
        })
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Stdio;

    use super::*;

    fn start(script: &'static str) -> Child {
        let child = shell::script(script)().stdin(Stdio::piped()).spawn();
        child.expect("there is a shell")
    }

    #[test]
    fn a_child_that_never_reads_is_killed_at_the_limit_and_reaped() {
        let mut child = start("exec sleep 60");
        feed(&mut child, "x".repeat(1 << 20));
        let begun = Instant::now();
        assert_eq!(finish(&mut child, begun + Duration::from_millis(100)), None);
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{:?}",
            begun.elapsed()
        );
        assert!(child.try_wait().unwrap().is_some(), "it is still there");
    }

    #[test]
    fn a_child_gets_all_of_a_text_that_no_pipe_holds() {
        let mut child = start(r#"test "$(wc -c | tr -d ' ')" -eq 1048576"#);
        feed(&mut child, "x".repeat(1 << 20));
        let status = finish(&mut child, Instant::now() + Duration::from_secs(20));
        assert!(status.is_some_and(|status| status.success()), "{status:?}");
    }
}
