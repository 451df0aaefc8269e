//! A catalog file → its type, or every fault of its shape: what serde finds, one fault after the other.

use super::words::{Category, Depth, Evidence, Likelihood, Product, Risk, Severity, Shell};
use super::{FactType, Fault};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use serde_path_to_error::Segment;

/// A file with more shape faults than this is not worth reading on.
const MOST_FAULTS: usize = 100;

/// Reads a catalog file.
///
/// # Errors
/// Every fault of its shape: the first with line and column, each with its JSON path.
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Vec<Fault>> {
    let mut json = serde_json::Deserializer::from_str(text);
    let error = match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Ok(entry) => match json.end() {
            Ok(()) => return Ok(entry),
            Err(error) => return Err(vec![syntax(file, &error)]),
        },
        Err(error) => error,
    };
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        return Err(vec![syntax(file, error.inner())]);
    };
    let mut faults = vec![Fault {
        line: Some((error.inner().line(), error.inner().column())),
        ..shape(file, &error)
    }];
    let mut next = find::<T>(&value);
    // The first one was found above; where serde finds it only in the text (a field that stands
    // twice), there is nothing more.
    while let Some(error) = next {
        if faults.len() > 1 || !same_place(&faults[0], &shape(file, &error)) {
            faults.push(shape(file, &error));
        }
        if faults.len() >= MOST_FAULTS || !mend::<T>(&mut value, &error) {
            break;
        }
        next = find::<T>(&value);
    }
    Err(faults)
}

type Shape = serde_path_to_error::Error<serde_json::Error>;

fn find<T: DeserializeOwned>(value: &Value) -> Option<Shape> {
    serde_path_to_error::deserialize::<_, T>(value).err()
}

fn syntax(file: &str, error: &serde_json::Error) -> Fault {
    Fault {
        file: file.into(),
        line: Some((error.line().max(1), error.column().max(1))),
        path: "$".into(),
        says: format!("no JSON: {}", without_position(&error.to_string())),
    }
}

fn shape(file: &str, error: &Shape) -> Fault {
    let says = without_position(&error.inner().to_string());
    let says = if says.starts_with("missing field") {
        format!("{says}: add it")
    } else {
        says
    };
    Fault {
        file: file.into(),
        line: None,
        path: json_path(error.path()),
        says,
    }
}

fn same_place(one: &Fault, other: &Fault) -> bool {
    one.path == other.path && one.says == other.says
}

fn without_position(message: &str) -> String {
    message
        .split(" at line ")
        .next()
        .unwrap_or(message)
        .to_owned()
}

/// `$.causes[0].check`.
fn json_path<'s>(segments: impl IntoIterator<Item = &'s Segment>) -> String {
    segments
        .into_iter()
        .fold(String::from("$"), |path, segment| match segment {
            Segment::Seq { index } => format!("{path}[{index}]"),
            Segment::Map { key } | Segment::Enum { variant: key } => format!("{path}.{key}"),
            Segment::Unknown => path,
        })
}

/// Takes the fault out of the value, so that the next one can be found. False where that cannot be done.
fn mend<T: DeserializeOwned>(value: &mut Value, error: &Shape) -> bool {
    let message = error.inner().to_string();
    let field = message.split('`').nth(1).unwrap_or_default();
    let mut place: Vec<&Segment> = error
        .path()
        .iter()
        .filter(|s| !matches!(s, Segment::Unknown))
        .collect();
    if message.starts_with("unknown field") {
        if matches!(place.last(), Some(Segment::Map { key }) if key == field) {
            place.pop();
        }
        return at(value, &place)
            .and_then(Value::as_object_mut)
            .and_then(|object| object.remove(field))
            .is_some();
    }
    let missing = Segment::Map {
        key: field.to_owned(),
    };
    if message.starts_with("missing field") {
        place.push(&missing);
    }
    candidates().any(|candidate| {
        let Some(spot) = at(value, &place) else {
            return false;
        };
        *spot = candidate;
        find::<T>(value)
            .is_none_or(|next| json_path(next.path()) != json_path(place.iter().copied()))
    })
}

/// The value at a place; a missing last field is made.
fn at<'v>(mut value: &'v mut Value, place: &[&Segment]) -> Option<&'v mut Value> {
    for segment in place {
        value = match segment {
            Segment::Seq { index } => value.get_mut(index)?,
            Segment::Map { key } | Segment::Enum { variant: key } => value
                .as_object_mut()?
                .entry(key.as_str())
                .or_insert(Value::Null),
            Segment::Unknown => value,
        };
    }
    Some(value)
}

/// One value of every kind that the format knows.
fn candidates() -> impl Iterator<Item = Value> {
    let words = [
        Category::ALL[0].as_str(),
        Depth::ALL[0].as_str(),
        Evidence::ALL[0].as_str(),
        Likelihood::ALL[0].as_str(),
        Product::ALL[0].as_str(),
        Risk::ALL[0].as_str(),
        Severity::ALL[0].as_str(),
        Shell::ALL[0].as_str(),
        FactType::ALL[0].as_str(),
    ];
    [json!("x"), json!(1.0), json!([]), json!({})]
        .into_iter()
        .chain(words.into_iter().map(Value::from))
}
