//! `unsnag`: paste an error; it finds which known error it is, walks through the causes one at a time,
//! and checks off the fix steps.

pub mod catalog;
pub mod cli;
pub mod clipboard;
pub mod diagnosis;
pub mod embedded;
pub mod evidence;
pub mod guide;
pub mod paths;
pub mod report;
#[cfg(test)]
mod repository;
pub mod search;
pub mod session;
pub mod text;
pub mod tui;
