//! The fixed words of the catalog: how they are spelt in a file, and how they are said on screen.

use serde::{Deserialize, Serialize};

/// Declares an enum whose spelling in files, labels and list of values stand in one place.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $spelling:literal, $label:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $spelling)] $variant,)+ }

        impl $name {
            /// Every value, in the order of the format.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// As it is spelt in a catalog file.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $spelling,)+ }
            }

            /// As it is said to a person.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|value| value.as_str()).collect();
                    format!("`{word}` is none of {}", known.join(", "))
                })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

pub(super) use words;

words! {
    /// Which folder of the catalog an entry is in.
    Family {
        Entra = "entra", "Microsoft Entra sign-in";
        PowerBi = "power-bi", "Power BI, Fabric and gateways";
        Device = "device", "Device registration";
    }
}

words! {
    /// Where people meet the error.
    Product {
        PowerBi = "power-bi", "Power BI";
        Fabric = "fabric", "Fabric";
        DataFactory = "data-factory", "Data Factory";
        Azure = "azure", "Azure";
        AzureCli = "azure-cli", "Azure CLI";
        Microsoft365 = "microsoft-365", "Microsoft 365";
        Intune = "intune", "Intune";
        Windows = "windows", "Windows";
        OwnApp = "own-app", "your own app";
    }
}

words! {
    /// What an error is about.
    Category {
        Authentication = "authentication", "authentication";
        ConditionalAccess = "conditional-access", "conditional access";
        Consent = "consent", "consent";
        AppRegistration = "app-registration", "app registration";
        Federation = "federation", "federation";
        DeviceRegistration = "device-registration", "device registration";
        Gateway = "gateway", "gateway";
        Refresh = "refresh", "refresh";
        DataSource = "data-source", "data source";
        Model = "model", "model";
        Capacity = "capacity", "capacity";
        Embedding = "embedding", "embedding";
        Dataflow = "dataflow", "dataflow";
        PowerQuery = "power-query", "Power Query";
        Admin = "admin", "admin";
        Service = "service", "service";
    }
}

words! {
    /// How much stands still: one person, one app, a production workload, a whole tenant.
    Severity {
        Low = "low", "low";
        Medium = "medium", "medium";
        High = "high", "high";
        Critical = "critical", "critical";
    }
}

words! {
    /// Whether the entry tells its causes apart, or says that little is known.
    Depth {
        Full = "full", "full";
        Brief = "brief", "brief";
    }
}

words! {
    /// How often this cause is the one.
    Likelihood {
        VeryCommon = "very-common", "very common";
        Common = "common", "common";
        Occasional = "occasional", "occasional";
        Rare = "rare", "rare";
    }
}

impl Likelihood {
    /// The weight that the design gives to the word; the weights of an entry are scaled to 1.
    #[must_use]
    pub const fn weight(self) -> f64 {
        match self {
            Self::VeryCommon => 8.0,
            Self::Common => 4.0,
            Self::Occasional => 2.0,
            Self::Rare => 1.0,
        }
    }
}

words! {
    /// What a signal or an answer says of a cause.
    Evidence {
        Confirms = "confirms", "confirms";
        Likely = "likely", "makes likelier";
        Unlikely = "unlikely", "makes less likely";
        RulesOut = "rules-out", "rules out";
    }
}

words! {
    /// What a step can break.
    Risk {
        None = "none", "no risk";
        Reversible = "reversible", "reversible";
        Disruptive = "disruptive", "disruptive";
        Irreversible = "irreversible", "irreversible";
    }
}

impl Risk {
    /// Whether a person must agree before the step is shown as doable.
    #[must_use]
    pub const fn needs_consent(self) -> bool {
        matches!(self, Self::Disruptive | Self::Irreversible)
    }
}

words! {
    /// The language that a command is written in.
    Shell {
        Az = "az", "Azure CLI";
        GraphPowerShell = "graph-powershell", "Graph PowerShell";
        PowerBiPowerShell = "powerbi-powershell", "Power BI PowerShell";
        PowerShell = "powershell", "PowerShell";
        Cmd = "cmd", "Command Prompt";
        Sh = "sh", "shell";
        GraphRest = "graph-rest", "Graph REST";
        PowerBiRest = "powerbi-rest", "Power BI REST";
        FabricRest = "fabric-rest", "Fabric REST";
        Kql = "kql", "KQL";
        Dax = "dax", "DAX";
        M = "m", "Power Query M";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_reads_back_from_its_spelling_and_a_wrong_one_names_the_right_ones() {
        assert_eq!("high".parse::<Severity>(), Ok(Severity::High));
        assert_eq!(
            "urgent".parse::<Severity>(),
            Err("`urgent` is none of low, medium, high, critical".into())
        );
        for &shell in Shell::ALL {
            assert_eq!(serde_json::to_value(shell).unwrap(), shell.as_str());
        }
    }
}
