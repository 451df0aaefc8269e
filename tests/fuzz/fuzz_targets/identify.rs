//! Any bytes as a pasted text: no panic, and every value fits its type.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unsnag::evidence;

fuzz_target!(|bytes: &[u8]| {
    let text = evidence::text_of(bytes);
    let findings = evidence::identify(&text);
    for fact in &findings.facts {
        assert!(fact.fact_type.fits(&fact.value), "{fact:?}");
    }
    for found in &findings.codes {
        assert!(found.line >= 1);
    }
    assert!(evidence::excerpt(&text).len() <= 4096);
    assert!(evidence::stream(bytes).is_ok());
});
