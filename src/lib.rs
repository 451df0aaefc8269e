//! `unsnag`: paste an error; it finds which known error it is, walks through the causes one at a time,
//! and checks off the fix steps.

pub mod catalog;
pub mod diagnosis;
pub mod embedded;
pub mod text;
