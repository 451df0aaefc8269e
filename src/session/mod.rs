//! One troubleshooting run: a journal of events, from which all its state follows.

pub mod event;
pub mod id;
pub mod journal;
pub mod ledger;
pub mod listed;
pub mod outcome;
pub mod pasted;
pub mod preferences;
pub mod state;
pub mod values;

pub use event::{Event, Found, Record, Retry, Tried};
pub use id::SessionId;
pub use listed::Listed;
pub use outcome::{Outcome, Tally};
pub use state::{CauseState, Ended, State};
pub use values::Values;
