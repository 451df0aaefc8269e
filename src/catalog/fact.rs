//! The types of facts: what a value of each looks like, and where it may stand in a command.

use super::words::words;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

words! {
    /// What kind of thing a value from the pasted text is.
    FactType {
        TenantId = "tenant_id", "Tenant";
        AppId = "app_id", "App (client) id";
        ObjectId = "object_id", "Object id";
        UserUpn = "user_upn", "User";
        CorrelationId = "correlation_id", "Correlation id";
        TraceId = "trace_id", "Trace id";
        RequestId = "request_id", "Request id";
        ActivityId = "activity_id", "Activity id";
        Timestamp = "timestamp", "Time";
        RedirectUri = "redirect_uri", "Redirect URI";
        Resource = "resource", "Resource";
        Scope = "scope", "Scope";
        PolicyId = "policy_id", "Policy id";
        DeviceId = "device_id", "Device id";
        DeviceName = "device_name", "Device";
        IpAddress = "ip_address", "IP address";
        WorkspaceId = "workspace_id", "Workspace id";
        DatasetId = "dataset_id", "Semantic model id";
        ReportId = "report_id", "Report id";
        GatewayId = "gateway_id", "Gateway id";
        DatasourceId = "datasource_id", "Data source id";
        CapacityId = "capacity_id", "Capacity id";
        Server = "server", "Server";
        Database = "database", "Database";
        Domain = "domain", "Domain";
        ErrorCode = "error_code", "Error code";
        Issuer = "issuer", "Issuer";
        Subject = "subject", "Subject";
        Thumbprint = "thumbprint", "Thumbprint";
    }
}

const GUID: &str = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
const HOST: &str = "(?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?\\.)+[A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?";

impl FactType {
    /// The whole value, as a regular expression. None begins with `-` or `@`: a command would read
    /// the one as an option, Azure CLI the other as the name of a file.
    #[must_use]
    pub fn pattern(self) -> String {
        match self {
            Self::TenantId => format!("{GUID}|{HOST}"),
            Self::Domain => HOST.into(),
            Self::UserUpn => {
                format!("[0-9A-Za-z_][0-9A-Za-z.!#$%&'*+/=?^_`{{|}}~-]{{0,63}}@{HOST}")
            }
            Self::Timestamp => {
                r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,7})?Z".into()
            }
            Self::RedirectUri => r"[A-Za-z][0-9A-Za-z+.-]{0,30}:[!#-;=?-\[\]_a-z~]{1,2000}".into(),
            Self::Resource => r"[0-9A-Za-z][ -~]{0,255}".into(),
            Self::Scope => r"[0-9A-Za-z][0-9A-Za-z:/._ -]{0,999}".into(),
            Self::DeviceName => "[0-9A-Za-z][0-9A-Za-z-]{0,62}".into(),
            Self::IpAddress => {
                r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}".into()
            }
            Self::Server => r"[0-9A-Za-z(][0-9A-Za-z()._\\:,-]{0,253}".into(),
            Self::Database => r"[\p{L}\p{N}_][\p{L}\p{M}\p{N} _.$#@'()&-]{0,127}".into(),
            Self::ErrorCode => "[0-9A-Za-z][0-9A-Za-z._-]{0,127}".into(),
            Self::Issuer => r"https?://[!#-;=?-\[\]_a-z~]{1,500}".into(),
            Self::Subject => r"[0-9A-Za-z/][!-~]{0,599}".into(),
            Self::Thumbprint => "[0-9a-fA-F]{40}|[0-9a-fA-F]{64}".into(),
            _ => GUID.into(),
        }
    }

    /// A made-up value of this type.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::UserUpn => "ada@contoso.example",
            Self::Timestamp => "2025-03-04T05:06:07Z",
            Self::RedirectUri => "https://app.contoso.example/signin-oidc",
            Self::Resource => "https://analysis.windows.net/powerbi/api",
            Self::Scope => "User.Read offline_access",
            Self::DeviceName => "LAPTOP-7F3A",
            Self::IpAddress => "203.0.113.7",
            Self::Server => r"sql01.contoso.example\PROD",
            Self::Database => "Sales",
            Self::Domain => "contoso.example",
            Self::ErrorCode => "AADSTS50011",
            Self::Issuer => "https://token.actions.githubusercontent.com",
            Self::Subject => "repo:contoso/app:ref:refs/heads/main",
            Self::Thumbprint => "0123456789abcdef0123456789abcdef01234567",
            _ => "00000000-aaaa-4bbb-8ccc-000000000003",
        }
    }

    /// Whether a value holds only `[0-9A-Za-z._:-]` and no leading `-`, and so may stand anywhere
    /// in a command.
    #[must_use]
    pub const fn is_plain(self) -> bool {
        !matches!(
            self,
            Self::UserUpn
                | Self::RedirectUri
                | Self::Resource
                | Self::Scope
                | Self::Server
                | Self::Database
                | Self::Issuer
                | Self::Subject
        )
    }

    /// Whether the value is one of this type.
    #[must_use]
    pub fn fits(self, value: &str) -> bool {
        static COMPILED: [OnceLock<Regex>; FactType::ALL.len()] =
            [const { OnceLock::new() }; FactType::ALL.len()];
        let whole = COMPILED[self as usize].get_or_init(|| {
            Regex::new(&format!("^(?:{})$", self.pattern()))
                .expect("every pattern is compiled by a test")
        });
        whole.is_match(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_example_fits_its_own_type() {
        for &fact_type in FactType::ALL {
            assert!(fact_type.fits(fact_type.example()), "{fact_type}");
        }
    }

    #[test]
    fn no_value_can_be_an_option_a_file_or_two_lines() {
        for &fact_type in FactType::ALL {
            for hostile in [
                "-rf",
                "--query",
                "@/etc/passwd",
                "a\nb",
                "",
                " ",
                "\u{2013}x",
            ] {
                assert!(!fact_type.fits(hostile), "{fact_type}: {hostile:?}");
            }
            let example = fact_type.example();
            assert!(!fact_type.fits(&format!("{example}\n")), "{fact_type}");
            assert!(!fact_type.fits(&format!("\n{example}")), "{fact_type}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn a_plain_value_holds_nothing_that_a_shell_reads(
            (fact_type, value) in prop::sample::select(FactType::ALL).prop_flat_map(|fact_type| {
                let values = proptest::string::string_regex(&fact_type.pattern()).unwrap();
                (Just(fact_type), values)
            })
        ) {
            prop_assert!(fact_type.fits(&value));
            prop_assert!(!value.starts_with(['-', '@']));
            prop_assert!(!value.chars().any(char::is_control));
            if fact_type.is_plain() {
                prop_assert!(value.chars().all(|c| c.is_ascii_alphanumeric() || "._:-".contains(c)));
            }
        }
    }
}
