//! Files of the repository that are generated: `UNSNAG_WRITE=1 cargo test --lib` writes them, every other run compares.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

fn place(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The file is what is generated.
#[track_caller]
pub fn is_in_it(path: &str, generated: &str) {
    let path = place(path);
    if std::env::var_os("UNSNAG_WRITE").is_some() {
        std::fs::write(&path, generated).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == generated,
        "{} is out of date: run UNSNAG_WRITE=1 cargo test --lib",
        path.display()
    );
}

/// The part of the README between `<!-- name -->` and `<!-- /name -->` is what is generated.
#[track_caller]
pub fn is_in_the_readme(name: &str, generated: &str) {
    // Several tests write the one file.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock();
    let readme = std::fs::read_to_string(place("README.md")).unwrap();
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = readme.split_once(&begin).expect("its beginning");
    let (_, after) = rest.split_once(&end).expect("its end");
    is_in_it(
        "README.md",
        &format!("{before}{begin}{generated}{end}{after}"),
    );
}
