//! Facts that only their place tells: the tenant in a sign-in address, the policy that failed, ids in a message of
//! another language.

use super::facts::Collector;
use super::label;
use super::lined::Lined;
use super::value;
use crate::catalog::FactType;
use memchr::memmem;

/// Hosts whose addresses begin with the tenant.
const SIGN_IN_HOSTS: &[&str] = &[
    "login.microsoftonline.com",
    "login.windows.net",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "login.chinacloudapi.cn",
    "sts.windows.net",
    "login.microsoft.com",
];

/// Reads everything that has its place.
pub fn read(text: &Lined, facts: &mut Collector) {
    sign_in_addresses(text, facts);
    policies(text, facts);
    foreign_messages(text, facts);
    events(text, facts);
}

fn sign_in_addresses(text: &Lined, facts: &mut Collector) {
    for at in memmem::find_iter(text.text.as_bytes(), "://") {
        let rest = &text.text[at + 3..];
        let Some(host) = SIGN_IN_HOSTS.iter().find(|host| rest.starts_with(**host)) else {
            continue;
        };
        let Some(path) = rest[host.len()..].strip_prefix('/') else {
            continue;
        };
        let path = &path[..path.floor_char_boundary(260)];
        let tenant = path
            .split(|c: char| c.is_whitespace() || "/?\"'&<>)`".contains(c))
            .next()
            .unwrap_or_default();
        let is_given = value::is_guid(tenant)
            || (tenant.contains('.') && path[tenant.len()..].starts_with('/'));
        // The tenant of an identity provider is another one than the tenant that refused.
        let weight = if host.starts_with("sts") { 1 } else { 3 };
        if is_given {
            facts.offer(FactType::TenantId, tenant, at, weight);
        }
    }
}

/// Of the policies of a sign-in, those that it failed.
fn policies(text: &Lined, facts: &mut Collector) {
    const LONGEST: usize = 1 << 16;
    for at in memmem::find_iter(text.text.as_bytes(), "pplied").take(64) {
        let rest = &text.text[at..text
            .text
            .floor_char_boundary((at + LONGEST).min(text.text.len()))];
        if !rest.starts_with("ppliedConditionalAccessPolicies") {
            continue;
        }
        for object in rest.split('}').take(64) {
            let failed = [
                "\"result\": \"failure\"",
                "\"result\":\"failure\"",
                "Result=failure",
            ]
            .iter()
            .any(|result| object.contains(result));
            let id = object
                .split("\"id\"")
                .nth(1)
                .and_then(|rest| rest.split('"').nth(1));
            if let Some(id) = id.filter(|_| failed) {
                facts.offer(FactType::PolicyId, id, at, 3);
            }
            if object.trim_start().starts_with(']') {
                break;
            }
        }
    }
}

/// A sign-in message in any language: behind the code come the trace id, the correlation id and the time.
fn foreign_messages(text: &Lined, facts: &mut Collector) {
    for at in memmem::find_iter(text.text.as_bytes(), "AADSTS").take(32) {
        let end = text
            .text
            .floor_char_boundary((at + 1500).min(text.text.len()));
        let message = &text.text[at..end];
        let mut ids = memchr::memchr_iter(b'-', message.as_bytes())
            .filter_map(|dash| value::guid(message, dash))
            .filter(|(start, _)| {
                label::meanings(label::before(message, *start)).is_empty()
                    && has_colon(message, *start)
            });
        let (Some((first, trace)), Some((second, correlation))) = (ids.next(), ids.next()) else {
            continue;
        };
        let between = &message[first + trace.len()..second];
        if between.len() < 60
            && let Some(moment) = following_time(&message[second..])
        {
            facts.add(FactType::Timestamp, moment, at + second, 1);
            facts.add(FactType::TraceId, trace, at + first, 1);
            facts.add(FactType::CorrelationId, correlation, at + second, 1);
        }
    }
}

fn has_colon(text: &str, at: usize) -> bool {
    text[..at].trim_end().ends_with(':')
}

fn following_time(text: &str) -> Option<String> {
    let near = &text[..text.floor_char_boundary(110)];
    memchr::memchr_iter(b'-', near.as_bytes())
        .filter_map(|dash| dash.checked_sub(4))
        .find_map(|start| value::read(FactType::Timestamp, near.get(start..)?))
}

/// The activity of a line of a gateway's log stands behind the name of the component.
fn events(text: &Lined, facts: &mut Collector) {
    for at in memmem::find_iter(text.text.as_bytes(), "GatewayPipelineErrorCode").take(1) {
        let before = &text.text[text.text.floor_char_boundary(at.saturating_sub(600))..at];
        let dash = before
            .find("DM.EnterpriseGateway")
            .and_then(|from| Some(from + before[from..].find('-')?));
        if let Some((start, id)) = dash.and_then(|dash| value::guid(before, dash)) {
            facts.add(FactType::ActivityId, id, at - before.len() + start, 2);
        }
    }
}

/// The name of the thing whose `value`, `values`, `id` or `displayName` stands here.
pub fn owner<'a>(text: &'a str, start: usize, label: &str) -> &'a str {
    let before = &text[text.floor_char_boundary(start.saturating_sub(160))..start];
    match label {
        "id" => {
            let after = &text[start..text.floor_char_boundary((start + 120).min(text.len()))];
            if after.contains("createdDateTime") {
                "requestId"
            } else {
                ""
            }
        }
        "displayName" => {
            let object = before.rsplit('}').next().unwrap_or_default();
            if object.contains("deviceDetail") {
                "deviceName"
            } else {
                ""
            }
        }
        "values" if before.contains("capolids") => "capolids",
        _ => [
            "\"code\":",
            "\"name\":",
            "\"key\":",
            "\"code\" :",
            "\"code\": ",
        ]
        .iter()
        .filter_map(|key| before.rfind(key).map(|at| at + key.len()))
        .max()
        .and_then(|at| before[at..].split('"').nth(1))
        .unwrap_or_default(),
    }
}

/// What an id without a label is, by the nearest noun before it: `the application Payroll ('…')`.
pub fn of_guid(text: &str, start: usize) -> Option<FactType> {
    let before = &text[text.floor_char_boundary(start.saturating_sub(80))..start];
    let before = before.trim_end_matches(['"', '\'', '(']);
    if !text[..start].ends_with(['"', '\'', '(']) {
        return None;
    }
    let sentence = before.rsplit(['.', '{', ':', ',', '=']).next()?;
    sentence.split_whitespace().rev().find_map(|word| {
        match word
            .to_ascii_lowercase()
            .trim_matches(|c: char| !c.is_alphanumeric())
        {
            "application" | "app" | "client" => Some(FactType::AppId),
            "tenant" | "directory" => Some(FactType::TenantId),
            "resource" => Some(FactType::Resource),
            "device" => Some(FactType::DeviceId),
            "user" | "principal" => Some(FactType::ObjectId),
            "policy" => Some(FactType::PolicyId),
            _ => None,
        }
    })
}

/// Whether the line that this stands on begins with the name of a user.
pub fn is_user_line(text: &str, start: usize) -> bool {
    let before = &text[text.floor_char_boundary(start.saturating_sub(120))..start];
    let line = before.rsplit('\n').next().unwrap_or_default();
    let label = line.split([':', '=']).next().unwrap_or_default();
    label.len() < line.len()
        && label::meanings(label)
            .iter()
            .any(|meaning| meaning.fact_type == FactType::UserUpn)
}

#[cfg(test)]
mod tests {
    use crate::catalog::FactType;
    use crate::evidence::identify;

    const A: &str = "3f0c1d2e-0000-4a4a-9b9b-00000000000a";
    const B: &str = "3f0c1d2e-0000-4a4a-9b9b-00000000000b";

    fn facts(text: &str, fact_type: FactType) -> Vec<String> {
        identify(text)
            .facts
            .into_iter()
            .filter(|fact| fact.fact_type == fact_type)
            .map(|fact| fact.value)
            .collect()
    }

    #[test]
    fn the_tenant_stands_in_a_sign_in_address() {
        assert_eq!(
            facts(
                &format!("POST https://login.microsoftonline.com/{A}/oauth2/v2.0/token"),
                FactType::TenantId
            ),
            [A]
        );
        assert!(
            facts(
                "https://login.microsoftonline.com/common/oauth2",
                FactType::TenantId
            )
            .is_empty()
        );
    }

    #[test]
    fn a_noun_before_an_id_counts_through_a_quoted_mail() {
        let text = "> > AADSTS700016: Application with\n> > identifier '3f0c1d2e-0000-4a4a-9b9b-0000\n> > 0000000a' was";
        assert_eq!(facts(text, FactType::AppId), [A]);
    }

    #[test]
    fn only_policies_that_failed_are_told() {
        let text = format!(
            r#""appliedConditionalAccessPolicies":[{{"id":"{A}","result":"notApplied"}},{{"id":"{B}","result":"failure"}}]"#
        );
        assert_eq!(facts(&text, FactType::PolicyId), [B]);
    }

    #[test]
    fn a_message_in_any_language_has_its_ids_in_one_order() {
        let text = format!(
            "AADSTS50034: wiadomość. Identyfikator A: {A} Identyfikator B: {B} Sygnatura: 2025-03-04 05:06:07Z"
        );
        assert_eq!(facts(&text, FactType::TraceId), [A]);
        assert_eq!(facts(&text, FactType::CorrelationId), [B]);
        assert_eq!(facts(&text, FactType::Timestamp), ["2025-03-04T05:06:07Z"]);
    }
}
