//! One troubleshooting run: a journal of events, from which all its state follows.

pub mod event;
pub mod id;
pub mod journal;
pub mod listed;
pub mod pasted;
pub mod preferences;
pub mod state;
pub mod values;

pub use event::{Event, Found, Record, Tried};
pub use id::SessionId;
pub use listed::Listed;
pub use state::{CauseState, Ended, State};
pub use values::Values;
