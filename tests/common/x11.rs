//! An X server for one test, and `xclip` as the other program.

use super::{LIMIT, wait_until};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use unsnag::clipboard::HOLD;

/// Set for the program that copies and its holder, to the id of their X server.
pub const ROLE: &str = "UNSNAG_TEST_COPIER";

/// An X server that chose its display by itself, and ends with the test.
pub struct Server {
    child: Child,
    pub display: String,
}

impl Server {
    pub fn start() -> Self {
        let mut child = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "64x64x24",
                "-nolisten",
                "tcp",
                "-noreset",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        assert!(!number.trim().is_empty(), "Xvfb did not start");
        Self {
            child,
            display: format!(":{}", number.trim()),
        }
    }

    /// The id of the server's process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn xclip(&self) -> Command {
        let mut command = Command::new("xclip");
        command
            .args(["-selection", "clipboard"])
            .env("DISPLAY", &self.display);
        command
    }

    /// What another program gets. `xclip` waits for ever where the one that copied went without an
    /// answer.
    pub fn pasted(&self) -> String {
        let mut command = self.xclip();
        command.arg("-o").stderr(Stdio::null());
        let (tell, output) = mpsc::channel();
        thread::spawn(move || tell.send(command.output().unwrap()));
        let output = output.recv_timeout(LIMIT).expect("the clipboard answers");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Another program copies `text`.
    pub fn copy_elsewhere(&self, text: &str) {
        let mut child = self
            .xclip()
            .arg("-i")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        child.wait().unwrap();
        wait_until("the other program has the clipboard", || {
            self.pasted() == text
        });
    }

    /// The ids of the holders on this server: displays are used again, so a number says nothing.
    pub fn holders(&self) -> Vec<u32> {
        let ours = format!("{ROLE}={}", self.child.id());
        let is_holder = |folder: &Path| {
            let has = |file: &str, wanted: &str| {
                fs::read(folder.join(file)).is_ok_and(|bytes| {
                    bytes
                        .split(|byte| *byte == 0)
                        .any(|part| part == wanted.as_bytes())
                })
            };
            has("cmdline", HOLD) && has("environ", &ours)
        };
        let processes = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
        processes
            .filter(|entry| is_holder(&entry.path()))
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .collect()
    }

    pub fn wait_for_no_holder(&self) {
        wait_until("the holder has ended", || self.holders().is_empty());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
