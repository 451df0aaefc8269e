//! Where things are kept on this machine.

use anyhow::{Context, Result};
use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};
use std::path::PathBuf;

/// The folder for everything that is kept: the state directory of the platform, `unsnag` in it.
///
/// # Errors
/// Where the system names no home directory.
pub fn state() -> Result<PathBuf> {
    let base = choose_native_strategy().context("no home directory is known: set HOME")?;
    Ok(base
        .state_dir()
        .unwrap_or_else(|| base.data_dir())
        .join("unsnag"))
}

/// The folder of the sessions.
///
/// # Errors
/// As [`state`].
pub fn sessions() -> Result<PathBuf> {
    Ok(state()?.join("sessions"))
}
