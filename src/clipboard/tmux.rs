//! tmux's buffer, and through tmux the clipboard of the terminal around it.

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use super::process::{self, Start};

/// How far the text came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loaded {
    /// tmux was also told to pass it on to the terminal. It does where the terminal can; it never
    /// says.
    AndSent,
    Only,
}

/// Puts `text` into tmux's buffer within `limit`, where `send` is set through to the terminal. A
/// tmux before 3.2 does not know how, and then the buffer is all.
pub(super) fn load(tmux: &Start, text: &str, send: bool, limit: Duration) -> Result<Loaded> {
    let deadline = Instant::now() + limit;
    if send && run(tmux, &["load-buffer", "-w", "-"], text, deadline).is_ok() {
        return Ok(Loaded::AndSent);
    }
    run(tmux, &["load-buffer", "-"], text, deadline).map(|()| Loaded::Only)
}

fn run(tmux: &Start, arguments: &[&str], text: &str, deadline: Instant) -> Result<()> {
    ensure!(Instant::now() < deadline, "tmux does not answer");
    let mut child = tmux()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start tmux")?;
    process::feed(&mut child, text.to_owned());
    let status = process::finish(&mut child, deadline).context("tmux does not answer")?;
    ensure!(status.success(), "tmux refused the text: {status}");
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, process::Command};

    use tempfile::NamedTempFile;

    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    /// Runs `script` with the buffer's file in `$BUFFER`.
    fn stand_in(script: &'static str, buffer: &NamedTempFile) -> Start {
        let path = buffer.path().to_owned();
        Box::new(move || {
            let mut command: Command = process::shell::script(script)();
            command.env("BUFFER", &path);
            command
        })
    }

    #[test]
    fn a_new_tmux_is_told_to_send_the_text_on() {
        let buffer = NamedTempFile::new().unwrap();
        let tmux = stand_in(r#"echo "$@" >$BUFFER; cat >>$BUFFER"#, &buffer);
        assert_eq!(
            load(&tmux, "two\nlines", true, LONG).unwrap(),
            Loaded::AndSent
        );
        assert_eq!(
            fs::read_to_string(buffer.path()).unwrap(),
            "load-buffer -w -\ntwo\nlines"
        );
    }

    #[test]
    fn an_old_tmux_gets_the_text_into_its_buffer_only() {
        let buffer = NamedTempFile::new().unwrap();
        let tmux = stand_in(r#"test "$2" = -w && exit 1; cat >$BUFFER"#, &buffer);
        assert_eq!(load(&tmux, "text", true, LONG).unwrap(), Loaded::Only);
        assert_eq!(fs::read_to_string(buffer.path()).unwrap(), "text");
    }

    #[test]
    fn a_text_that_shall_stay_is_not_sent_on() {
        let buffer = NamedTempFile::new().unwrap();
        let tmux = stand_in(r#"echo "$@" >$BUFFER"#, &buffer);
        assert_eq!(load(&tmux, "text", false, LONG).unwrap(), Loaded::Only);
        assert_eq!(
            fs::read_to_string(buffer.path()).unwrap(),
            "load-buffer -\n"
        );
    }

    #[test]
    fn a_tmux_that_hangs_is_not_asked_a_second_time() {
        let buffer = NamedTempFile::new().unwrap();
        let tmux = stand_in("echo asked >>$BUFFER; exec sleep 60", &buffer);
        let begun = Instant::now();
        let error = load(&tmux, "text", true, Duration::from_secs(1)).unwrap_err();
        assert_eq!(error.to_string(), "tmux does not answer");
        assert!(begun.elapsed() < LONG, "{:?}", begun.elapsed());
        assert_eq!(fs::read_to_string(buffer.path()).unwrap(), "asked\n");
    }

    #[test]
    fn a_tmux_that_is_not_there_is_an_error() {
        let tmux: Start = Box::new(|| Command::new("/nowhere/tmux"));
        assert_eq!(
            load(&tmux, "text", true, LONG).unwrap_err().to_string(),
            "cannot start tmux"
        );
    }
}
