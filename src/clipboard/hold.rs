//! What was copied survives quitting: the program starts itself again, and that one holds the text
//! until another program copies something. Only display servers need it; macOS and Windows keep the
//! clipboard by themselves.

use std::{
    io::{Read, Write},
    process::{Child, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use super::process::{self, Start};

/// The hidden subcommand that calls [`hold`].
pub const HOLD: &str = "hold-clipboard";

pub(super) const LIMIT: Duration = Duration::from_secs(2);

/// Starts the program that keeps `text`, and returns when it has it. A holder that does not get it
/// in time is killed.
pub(super) fn leave_behind(holder: &Start, text: String, limit: Duration) -> Result<()> {
    let mut command = holder();
    command
        .arg(HOLD)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    // A terminal that closes hangs up on its own group only.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command
        .spawn()
        .context("cannot start the program that keeps it")?;
    process::feed(&mut child, text);
    if first_byte(&mut child).recv_timeout(limit) == Ok(true) {
        // For a caller that lives on: it is reaped when it ends.
        thread::Builder::new().spawn(move || child.wait()).ok();
        return Ok(());
    }
    process::end(&mut child);
    bail!("the program that keeps it did not get the clipboard")
}

/// Tells whether the child ever writes anything.
fn first_byte(child: &mut Child) -> Receiver<bool> {
    let (tell, came) = mpsc::channel();
    if let Some(mut output) = child.stdout.take() {
        thread::Builder::new()
            .spawn(move || tell.send(matches!(output.read(&mut [0]), Ok(1))))
            .ok();
    }
    came
}

/// The hidden subcommand: holds the text that comes in by `text`, says so by a line on `ready`, and
/// returns when another program has copied something.
///
/// # Errors
/// When the clipboard cannot be had, or the display has gone.
pub fn hold(mut text: impl Read, ready: impl Write) -> Result<()> {
    let mut held = String::new();
    text.read_to_string(&mut held)
        .context("cannot read the text to hold")?;
    held_until_replaced(&held, ready)
}

#[cfg(any(not(unix), target_os = "macos"))]
fn held_until_replaced(_: &str, _: impl Write) -> Result<()> {
    bail!("this system keeps the clipboard by itself")
}

#[cfg(all(unix, not(target_os = "macos")))]
use display::held_until_replaced;

#[cfg(all(unix, not(target_os = "macos")))]
mod display {
    use std::sync::mpsc::{RecvTimeoutError, Sender};

    use anyhow::ensure;
    use arboard::{Clipboard, SetExtLinux};

    use super::{Context, Duration, LIMIT, Result, Write, bail, mpsc, thread};

    /// On X11 `arboard` waits on for ever when the server has gone, so the server is asked now and
    /// then.
    const LOOK_EVERY: Duration = Duration::from_secs(5);

    enum News {
        Taken,
        Over(Result<()>),
    }

    pub(super) fn held_until_replaced(text: &str, mut ready: impl Write) -> Result<()> {
        let (tell, news) = mpsc::channel();
        let taken = text.to_owned();
        thread::Builder::new().spawn(move || {
            let end = take(&taken, &tell);
            tell.send(News::Over(end)).ok();
        })?;
        match news.recv_timeout(LIMIT) {
            Ok(News::Taken) => {}
            Ok(News::Over(end)) => return end,
            Err(_) => bail!("the clipboard does not answer"),
        }
        // Who waited for this may be gone by now; the text is held all the same.
        writeln!(ready, "held").and_then(|()| ready.flush()).ok();
        loop {
            match news.recv_timeout(LOOK_EVERY) {
                Ok(News::Taken) => {}
                Ok(News::Over(end)) => return end,
                Err(RecvTimeoutError::Disconnected) => {
                    bail!("the thread that holds the text has ended")
                }
                Err(RecvTimeoutError::Timeout) => {
                    if !is_held(text)? {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Takes the clipboard over from the program that quits, and returns when another one takes it.
    fn take(text: &str, tell: &Sender<News>) -> Result<()> {
        let mut clipboard = Clipboard::new()?;
        ensure!(
            clipboard.get_text()? == text,
            "another program has copied something"
        );
        clipboard.set_text(text)?;
        ensure!(
            clipboard.get_text()? == text,
            "another program has copied something"
        );
        tell.send(News::Taken)?;
        // Waiting and telling that one has it cannot be had in one call.
        clipboard
            .set()
            .wait()
            .text(text)
            .context("the clipboard is gone")
    }

    /// While the text is ours this is one question to the X server and disturbs no other program.
    fn is_held(text: &str) -> Result<bool> {
        Ok(Clipboard::new()?.get_text()? == text)
    }
}
