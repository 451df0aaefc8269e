//! A program in a pseudo-terminal, and the terminal around it.

use super::{LIMIT, wait_until};
use portable_pty::{
    Child, CommandBuilder, ExitStatus, MasterPty, PtyPair, PtySize, native_pty_system,
};
use std::ffi::OsString;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Instant;
use vt100::{Callbacks, Parser, Screen};

/// Columns and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub u16, pub u16);

impl Size {
    /// What most terminals open with.
    pub const USUAL: Self = Self(80, 24);
    /// The guide has its causes beside the task.
    pub const WIDE: Self = Self(120, 40);

    const fn for_pty(self) -> PtySize {
        PtySize {
            rows: self.1,
            cols: self.0,
            pixel_width: 0,
            pixel_height: 0,
        }
    }

    const fn rows_and_columns(self) -> (NonZeroU16, NonZeroU16) {
        match (NonZeroU16::new(self.1), NonZeroU16::new(self.0)) {
            (Some(rows), Some(columns)) => (rows, columns),
            _ => panic!("a terminal has a row and a column at least"),
        }
    }
}

type Writer = Arc<Mutex<Box<dyn Write + Send>>>;

/// What a terminal does besides drawing.
#[derive(Default)]
struct Asked {
    /// What it was asked to put into the clipboard (OSC 52), in base64.
    copied: Vec<Vec<u8>>,
    /// How often it was asked where the cursor is and has not yet answered.
    cursor: usize,
}

impl Callbacks for Asked {
    fn copy_to_clipboard(&mut self, _: &mut Screen, kind: &[u8], data: &[u8]) {
        // Empty is what tmux says for it.
        if matches!(kind, b"c" | b"") {
            self.copied.push(data.to_vec());
        }
    }

    fn unhandled_csi(
        &mut self,
        _: &mut Screen,
        _: Option<u8>,
        _: Option<u8>,
        parameters: &[&[u16]],
        letter: char,
    ) {
        if letter == 'n' && parameters == [[6]] {
            self.cursor += 1;
        }
    }
}

/// What has come from the program so far.
struct Seen {
    parser: Parser<Asked>,
    raw: Vec<u8>,
    /// Nothing more will come.
    over: bool,
}

/// A program that runs in a terminal.
pub struct Session {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    writer: Writer,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    reader: Option<JoinHandle<()>>,
    /// The modes of the terminal before the program came.
    modes: Option<String>,
}

impl Session {
    pub(super) fn start(
        variables: &[(OsString, OsString)],
        folder: &Path,
        program: &str,
        arguments: &[&str],
        size: Size,
    ) -> Self {
        let PtyPair { slave, master } = native_pty_system().openpty(size.for_pty()).unwrap();
        let modes = modes(&*master);
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(folder);
        command.env_clear();
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = slave.spawn_command(command).unwrap();
        let writer: Writer = Arc::new(Mutex::new(master.take_writer().unwrap()));
        let (rows, columns) = size.rows_and_columns();
        let seen = Arc::new((
            Mutex::new(Seen {
                parser: Parser::new_with_callbacks(rows, columns, 0, Asked::default()),
                raw: Vec::new(),
                over: false,
            }),
            Condvar::new(),
        ));
        let source = master.try_clone_reader().unwrap();
        let reader = {
            let (writer, seen) = (Arc::clone(&writer), Arc::clone(&seen));
            thread::spawn(move || read_all(source, &writer, &seen))
        };
        Self {
            child,
            master,
            writer,
            seen,
            reader: Some(reader),
            modes,
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.0.lock().unwrap()
    }

    /// Sends keys as a terminal does: `\r` is Enter, `\x1b` Esc, `\x03` Ctrl-C.
    pub fn type_keys(&self, keys: &str) {
        let mut writer = self.writer.lock().unwrap();
        // A program that has ended reads no more; what comes of that is what a test looks at.
        writer.write_all(keys.as_bytes()).ok();
        writer.flush().ok();
    }

    /// Pastes as a terminal does: line breaks as CR, and brackets only where the program asked for them.
    pub fn paste(&self, text: &str) {
        let bracketed = self.seen().parser.screen().bracketed_paste();
        let text = text.replace('\n', "\r");
        if bracketed {
            self.type_keys(&format!("\x1b[200~{text}\x1b[201~"));
        } else {
            self.type_keys(&text);
        }
    }

    pub fn resize(&self, size: Size) {
        let (rows, columns) = size.rows_and_columns();
        self.seen().parser.set_size(rows, columns);
        self.master.resize(size.for_pty()).unwrap();
    }

    /// What stands on the screen.
    pub fn screen(&self) -> String {
        self.seen().parser.screen().contents()
    }

    /// From now on the terminal takes no output: who writes to it waits.
    pub fn hold_output(&self) {
        let terminal = self.master.tty_name().unwrap();
        let terminal = std::fs::File::options()
            .read(true)
            .write(true)
            .open(terminal)
            .unwrap();
        rustix::termios::tcflow(&terminal, rustix::termios::Action::OOff).unwrap();
    }

    /// Every byte that came.
    pub fn raw(&self) -> Vec<u8> {
        self.seen().raw.clone()
    }

    /// What the terminal was asked to copy.
    pub fn copied(&self) -> Vec<String> {
        let copied = self.seen().parser.callbacks().copied.clone();
        copied.iter().map(|data| from_base64(data)).collect()
    }

    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        self.wait_until(&format!("{text:?} stands there"), |screen| {
            screen.contents().contains(text)
        });
    }

    /// Sends keys, and waits until a whole frame was drawn behind them.
    #[track_caller]
    pub fn type_for_frame(&self, keys: &str) {
        // The frame before may still be on its way.
        self.wait_for_whole_frame(0);
        let before = self.raw().len();
        self.type_keys(keys);
        self.wait_for_whole_frame(before);
    }

    /// Waits until a whole frame with this text was drawn.
    #[track_caller]
    pub fn wait_for_frame(&self, text: &str) {
        self.wait_for(text);
        self.wait_for_whole_frame(0);
    }

    /// Waits until more than these bytes have come, and a frame is whole: the program ends each by hiding the cursor.
    #[track_caller]
    fn wait_for_whole_frame(&self, bytes: usize) {
        wait_until("a whole frame is drawn", || {
            let raw = self.raw();
            raw.len() > bytes && raw.ends_with(b"\x1b[?25l")
        });
    }

    /// Waits until the screen is as it should be; where it never is, fails and shows it.
    #[track_caller]
    pub fn wait_until(&self, what: &str, done: impl Fn(&Screen) -> bool) {
        let deadline = Instant::now() + LIMIT;
        let mut seen = self.seen();
        while !done(seen.parser.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || seen.over {
                let why = if seen.over {
                    "the program ended before"
                } else {
                    "in vain waited until"
                };
                let shown = seen.parser.screen().contents();
                drop(seen);
                panic!("{why} {what}:\n{shown}\n");
            }
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until the terminal was asked to copy this many texts, and gives the last.
    #[track_caller]
    pub fn wait_for_copy(&self, number: usize) -> String {
        wait_until("the terminal is asked to copy", || {
            self.copied().len() >= number
        });
        self.copied()[number - 1].clone()
    }

    /// The id of the program.
    pub fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Sends the program a signal.
    pub fn signal(&self, name: &str) {
        let line = format!("kill -{name} {}", self.id());
        let status = std::process::Command::new("sh")
            .args(["-c", &line])
            .status();
        assert!(status.unwrap().success(), "{line}");
    }

    /// Whether the program has changed the terminal's modes (where the system tells).
    pub fn has_changed_modes(&self) -> bool {
        self.modes.is_none() || modes(&*self.master) != self.modes
    }

    /// Waits for the end; all that the program wrote has been read then.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        let mut status = None;
        let deadline = Instant::now() + LIMIT;
        while status.is_none() {
            assert!(
                Instant::now() < deadline,
                "the program does not end:\n{}\n",
                self.screen()
            );
            thread::sleep(std::time::Duration::from_millis(2));
            status = self.child.try_wait().unwrap();
        }
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        status.unwrap()
    }

    /// The terminal is as it was before the program came.
    #[track_caller]
    pub fn is_given_back(&self) {
        let seen = self.seen();
        let screen = seen.parser.screen();
        let shown = screen.contents();
        assert!(!screen.alternate_screen(), "the alternate screen:\n{shown}");
        assert!(!screen.bracketed_paste(), "bracketed paste:\n{shown}");
        assert!(!screen.hide_cursor(), "the cursor:\n{shown}");
        if self.modes.is_some() {
            assert_eq!(modes(&*self.master), self.modes, "modes:\n{shown}");
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.reader.is_some() {
            // A hang-up is not enough for one that waits for a terminal that takes no output.
            let line = format!("kill -KILL {}", self.id());
            std::process::Command::new("sh")
                .args(["-c", &line])
                .status()
                .ok();
            self.child.wait().ok();
        }
    }
}

/// The modes of a terminal (raw or cooked, echo, …) as text, where the system tells.
fn modes(master: &dyn MasterPty) -> Option<String> {
    master.get_termios().map(|modes| format!("{modes:?}"))
}

fn read_all(mut source: Box<dyn Read + Send>, writer: &Writer, seen: &(Mutex<Seen>, Condvar)) {
    let mut bytes = [0; 1 << 14];
    loop {
        // Linux says EIO where others say that it is over.
        let length = source.read(&mut bytes).unwrap_or(0);
        let mut state = seen.0.lock().unwrap();
        state.over = length == 0;
        state.parser.process(&bytes[..length]);
        state.raw.extend(&bytes[..length]);
        let (row, column) = state.parser.screen().cursor_position();
        let questions = std::mem::take(&mut state.parser.callbacks_mut().cursor);
        let over = state.over;
        drop(state);
        seen.1.notify_all();
        if over {
            return;
        }
        for _ in 0..questions {
            let mut writer = writer.lock().unwrap();
            write!(writer, "\x1b[{};{}R", row + 1, column + 1).ok();
            writer.flush().ok();
        }
    }
}

/// The text that a base64 string stands for; nothing else may be in it.
fn from_base64(data: &[u8]) -> String {
    let value = |byte: &u8| {
        u32::from(match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => panic!("no base64: {data:?}"),
        })
    };
    assert_eq!(data.len() % 4, 0, "base64 is padded: {data:?}");
    let padding = data.iter().rev().take_while(|byte| **byte == b'=').count();
    let letters = &data[..data.len() - padding];
    let mut bytes = Vec::new();
    for group in letters.chunks(4) {
        let bits =
            group.iter().fold(0, |bits, byte| bits << 6 | value(byte)) << (6 * (4 - group.len()));
        bytes.extend(&bits.to_be_bytes()[1..group.len()]);
    }
    String::from_utf8(bytes).unwrap()
}
