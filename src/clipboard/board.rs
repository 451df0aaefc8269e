//! The clipboard of this machine, by way of `arboard`.

use std::mem::ManuallyDrop;

use anyhow::{Result, ensure};

/// A clipboard that can be asked. Each call may block for ever.
pub(super) trait Board {
    fn put(&mut self, text: &str) -> Result<()>;
    fn holds(&mut self, text: &str) -> Result<bool>;
}

/// Opens the clipboard; may block for ever too.
pub(super) type Open = Box<dyn Fn() -> Result<Box<dyn Board>> + Send>;

/// Never dropped: that waits for a clipboard manager and, in a debug build, may print over the
/// screen. It is kept until the program ends, which frees it as well.
struct Arboard(ManuallyDrop<arboard::Clipboard>);

pub(super) fn open() -> Result<Box<dyn Board>> {
    Ok(Box::new(Arboard(ManuallyDrop::new(
        arboard::Clipboard::new()?,
    ))))
}

impl Board for Arboard {
    fn put(&mut self, text: &str) -> Result<()> {
        self.0.set_text(text)?;
        // On X11 that only filled a buffer: a server that hangs or just went would not have been
        // noticed.
        if cfg!(all(unix, not(target_os = "macos"))) {
            ensure!(self.holds(text)?, "the clipboard has something else");
        }
        Ok(())
    }

    fn holds(&mut self, text: &str) -> Result<bool> {
        match self.0.get_text() {
            Ok(held) => Ok(held == text),
            // It is empty, or holds a picture.
            Err(arboard::Error::ContentNotAvailable) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
pub(super) mod fake {
    //! A clipboard in memory, which the test and the code under test share.

    use std::sync::{Arc, Mutex};

    use super::{Board, Open, Result};

    #[derive(Clone, Default)]
    pub struct Shared(Arc<Mutex<Vec<String>>>);

    impl Shared {
        pub fn opener(&self) -> Open {
            let shared = self.clone();
            Box::new(move || Ok(Box::new(shared.clone())))
        }

        /// All that was ever put, the newest last.
        pub fn history(&self) -> Vec<String> {
            self.0.lock().unwrap().clone()
        }
    }

    impl Board for Shared {
        fn put(&mut self, text: &str) -> Result<()> {
            self.0.lock().unwrap().push(text.to_owned());
            Ok(())
        }

        fn holds(&mut self, text: &str) -> Result<bool> {
            Ok(self
                .0
                .lock()
                .unwrap()
                .last()
                .is_some_and(|last| last == text))
        }
    }
}
