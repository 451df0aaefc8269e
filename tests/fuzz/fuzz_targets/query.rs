//! Any text as a query: no panic, and every highlight is a character of what is shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;
use unsnag::search::Index;

fuzz_target!(|query: &str| {
    static INDEX: OnceLock<Index> = OnceLock::new();
    let index = INDEX.get_or_init(Index::embedded);
    let results = index.search(query, 20);
    for hit in &results.hits {
        let marks = index.marks(&results.asked, &hit.target);
        let characters = hit.target.title().chars().count();
        assert!(marks.title.iter().all(|at| *at < characters), "{query:?}: {hit:?}");
        let characters = hit.target.code().chars().count();
        assert!(marks.code.iter().all(|at| *at < characters), "{query:?}: {hit:?}");
    }
});
