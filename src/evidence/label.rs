//! Which type of fact a value is, told by the words before it.

use crate::catalog::FactType;
use std::collections::HashMap;
use std::sync::OnceLock;

/// What a label says of its value, and how surely: 3 is the field of that name, 1 a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    pub fact_type: FactType,
    pub weight: u8,
}

/// Labels, their letters and digits only, in lower case and without accents.
#[rustfmt::skip]
const LABELS: &[(FactType, u8, &str)] = &[
    (FactType::CorrelationId, 3,
        "correlationid clientrequestid xmsclientrequestid xmscorrelationid korrelationsid \
        iddecorrelation correlatieid iddecorrelacion iddecorrelacao idcorrelazione \
        idcorrelation idkorrelacji correlation"),
    (FactType::TraceId, 3,
        "traceid ablaufverfolgungsid iddesuivi iddeseguimiento idtraccia traceringsid \
        idderastreamento trackingid trace"),
    (FactType::RequestId, 3,
        "requestid anforderungsid iddelademande iddedemande iddesolicitud aanvraagid \
        idrichiesta iddasolicitacao requestidtext xmsrequestid originalrequestid"),
    (FactType::ActivityId, 3,
        "activityid rootactivityid activityidtext aktivitatsid iddactivite iddeactividad \
        clientactivityid"),
    (FactType::ActivityId, 2,
        "dmenterprisegateway"),
    (FactType::AppId, 3,
        "appid clientid applicationid applicationclientid azp appidentifier anwendungsid \
        iddapplication iddeaplicacion iddelaplicacion azureclientid armclientid \
        serviceprincipalu principalu clientapplicationid"),
    (FactType::AppId, 2,
        "application app applicationwithidentifier withidentifier applicationwithid \
        usetheapplicationwithid clientapplication anwendung applicazione aplicacion client"),
    (FactType::TenantId, 3,
        "tenantid aadtenantid directoryid tid ctid organizationid mandantenid iddelocataire \
        iddeinquilino azuretenantid armtenantid"),
    (FactType::TenantId, 2,
        "tenant hometenantid resourcetenantid intenant tenants directory inthedirectory \
        mandant tenantdomain"),
    (FactType::ObjectId, 3,
        "objectid oid userid principalid serviceprincipalid userobjectid benutzerid"),
    (FactType::ObjectId, 2,
        "serviceprincipals users userkey serviceprincipal principal"),
    (FactType::UserUpn, 3,
        "userprincipalname upn username useridentity loginhint userid benutzername \
        preferredusername benutzerprinzipalname nomdutilisateur nombredeusuario accountupn \
        useremail"),
    (FactType::UserUpn, 2,
        "user useraccount account executingaccountname signedinuser users effectiveusername \
        benutzer benutzerkonto utilisateur usuario utente u login signedinas mail email"),
    (FactType::Timestamp, 3,
        "timestamp timestamptext createddatetime timegenerated timegeneratedutc dateutc time \
        clienttime creationtime zeitstempel horodateur horodatage marcadetiempo tijdstempel \
        date"),
    (FactType::Timestamp, 2,
        "starttime endtime"),
    (FactType::RedirectUri, 3,
        "redirecturi redirecturl replyurl replyaddress replyuri umleitungsuri \
        requestedredirecturi uriderredirection"),
    (FactType::Resource, 3,
        "resource resourceid resourceprincipalnamed principalnamed resourceprincipal \
        resourceidentity onresource resourceappid resourcevalue audience aud apiresource"),
    (FactType::Resource, 2,
        "toaccess toaccessresource accessto"),
    (FactType::Scope, 3,
        "scope scopes requestedscope thescope"),
    (FactType::PolicyId, 3,
        "policyid conditionalaccesspolicyid capolids policyidentifier"),
    (FactType::DeviceId, 3,
        "deviceid aaddeviceid azureaddeviceid gerateid bythegivenid thegivenid \
        deviceidentifier"),
    (FactType::DeviceId, 2,
        "device devices"),
    (FactType::DeviceName, 3,
        "devicename devicedisplayname computername hostname machinename geratename"),
    (FactType::IpAddress, 3,
        "ipaddress clientip callerip ipadresse adresseip direccionip calleripaddress ip"),
    (FactType::WorkspaceId, 3,
        "groups workspaceid workspaces groupid workspaceobjectid"),
    (FactType::DatasetId, 3,
        "datasets datasetid semanticmodelid semanticmodels modelid"),
    (FactType::ReportId, 3,
        "reports reportid"),
    (FactType::GatewayId, 3,
        "gateways gatewayid gatewayobjectid gatewayclusterid gatewayclusterobjectid"),
    (FactType::DatasourceId, 3,
        "datasources datasourceid datasourceobjectid"),
    (FactType::CapacityId, 3,
        "capacities capacityid capacityobjectid"),
    (FactType::Server, 3,
        "server servername datasource serveraddress serverhost"),
    (FactType::Database, 3,
        "database databasename initialcatalog catalog opendatabase"),
    (FactType::Domain, 3,
        "domainname domain userdomain domaene"),
    (FactType::Issuer, 3,
        "issuer iss assertionissuer issuerurl"),
    (FactType::Subject, 3,
        "subject assertionsubject sub subjectidentifier"),
    (FactType::Thumbprint, 3,
        "thumbprint certificatethumbprint thumbprintofkeyusedbyclient keyusedbyclient x5t \
        certthumbprint fingerabdruck"),
];

fn table() -> &'static HashMap<&'static str, Vec<Meaning>> {
    static TABLE: OnceLock<HashMap<&'static str, Vec<Meaning>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: HashMap<_, Vec<Meaning>> = HashMap::new();
        for &(fact_type, weight, labels) in LABELS {
            for label in labels.split_whitespace() {
                table
                    .entry(label)
                    .or_default()
                    .push(Meaning { fact_type, weight });
            }
        }
        table
    })
}

/// Words of a label that are looked at, from its end.
const WORDS: usize = 6;

/// What the end of this label means: of its last words, the longest run that is a label.
pub fn meanings(label: &str) -> &'static [Meaning] {
    if !may_end_a_label(label) {
        return &[];
    }
    let mut key = String::with_capacity(label.len());
    let mut starts = Vec::with_capacity(8);
    let mut before = ' ';
    for c in label.chars() {
        let begins = c.is_alphanumeric()
            && (!before.is_alphanumeric() || (c.is_uppercase() && !before.is_uppercase()));
        if begins {
            starts.push(key.len());
        }
        if c.is_alphanumeric() {
            key.extend(c.to_lowercase().map(without_accent));
        }
        before = c;
    }
    let first = starts.len().saturating_sub(WORDS);
    starts[first..]
        .iter()
        .find_map(|&start| table().get(&key[start..]))
        .map_or(&[], Vec::as_slice)
}

/// The letter without the accent that languages of the portals put on it.
const fn without_accent(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'í' | 'ì' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        c => c,
    }
}

/// Whether some label ends with the last two letters of this one. Nearly every word of a text is sorted out by this.
fn may_end_a_label(label: &str) -> bool {
    static ENDS: OnceLock<[bool; 1 << 10]> = OnceLock::new();
    let ends = ENDS.get_or_init(|| {
        let mut ends = [false; 1 << 10];
        for label in LABELS
            .iter()
            .flat_map(|(_, _, labels)| labels.split_whitespace())
        {
            ends[end(label)] = true;
        }
        ends
    });
    !label.is_empty() && ends[end(label)]
}

/// A number for the last two ASCII letters of a label.
fn end(label: &str) -> usize {
    let letters = label
        .bytes()
        .rev()
        .filter(u8::is_ascii_alphanumeric)
        .take(2);
    letters.fold(0, |end, byte| {
        end << 5 | usize::from(byte.to_ascii_lowercase() & 31)
    })
}

/// How signs between a label and its value are told from those that end a label.
const GAP: u8 = 1;
const STOP: u8 = 2;

static SIGNS: [u8; 256] = {
    let mut signs = [0; 256];
    let gap = b" \t\n\r\"'`:=([{<*\\>|@#+/-_.$";
    let stop = b"\n\t\"'`,;{}()[]?&/<>|=:";
    let mut at = 0;
    while at < gap.len() {
        signs[gap[at] as usize] |= GAP;
        at += 1;
    }
    at = 0;
    while at < stop.len() {
        signs[stop[at] as usize] |= STOP;
        at += 1;
    }
    signs
};

/// Signs that may stand between a label and its value, and bytes that a label may be long.
const LONGEST_GAP: usize = 40;
const LONGEST: usize = 72;

/// The label of the value that begins at `at`.
pub fn before(text: &str, at: usize) -> &str {
    let bytes = text.as_bytes();
    let mut end = at;
    let mut breaks = 0;
    while end > 0 && at - end < LONGEST_GAP {
        let byte = bytes[end - 1];
        // The two bytes of an encoded blank.
        if byte == 0xa0 && end > 1 && bytes[end - 2] == 0xc2 {
            end -= 2;
            continue;
        }
        if SIGNS[byte as usize] & GAP == 0 {
            break;
        }
        breaks += usize::from(byte == b'\n');
        end -= 1;
    }
    if breaks > 0 {
        return lone_line(text, end, &bytes[end..at], breaks);
    }
    let from = end.saturating_sub(LONGEST);
    let start = bytes[from..end]
        .iter()
        .rposition(|byte| SIGNS[*byte as usize] & STOP != 0)
        .map_or(from, |at| from + at + 1);
    &text[text.ceil_char_boundary(start.min(end))..end]
}

/// A label that has a line to itself, above its value.
fn lone_line<'a>(text: &'a str, end: usize, gap: &[u8], breaks: usize) -> &'a str {
    let is_above = breaks == 1 && !gap.iter().any(|byte| b"{[".contains(byte));
    let from = end.saturating_sub(50);
    let Some(start) = text.as_bytes()[from..end]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map(|at| from + at + 1)
        .or((from == 0).then_some(0))
    else {
        return "";
    };
    let line = &text[start..end];
    if is_above && !line.contains(',') {
        line
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(label: &str) -> Option<FactType> {
        meanings(label).first().map(|meaning| meaning.fact_type)
    }

    #[test]
    fn one_label_is_known_in_every_spelling_of_the_products() {
        for label in [
            "appId",
            "AppId",
            "Application ID ",
            "client_id",
            "clientId",
            "CLIENT-ID",
            "for the application",
            "secret added to app",
        ] {
            assert_eq!(first(label), Some(FactType::AppId), "{label}");
        }
        assert_eq!(first("Request Id"), Some(FactType::RequestId));
        assert_eq!(first("RequestIdText"), Some(FactType::RequestId));
        assert_eq!(first("TimeGenerated [UTC]"), Some(FactType::Timestamp));
        assert_eq!(first("nothing of that kind"), None);
        assert_eq!(first("invalid"), None);
    }

    #[test]
    fn an_accent_makes_no_other_label() {
        assert_eq!(first("ID de corrélation"), Some(FactType::CorrelationId));
        assert_eq!(first("Geräte-ID"), Some(FactType::DeviceId));
    }

    #[test]
    fn a_label_is_found_in_front_of_its_value_whatever_stands_between() {
        for text in [
            "\"correlation_id\":\"§",
            "Correlation ID: §",
            "a, CorrelationId=§",
            "x?y=1&correlation_id=§",
            "Correlation ID\n§",
            "/correlationId/§",
            "correlation id '§",
        ] {
            let at = text.find('§').unwrap();
            assert_eq!(
                first(before(text, at)),
                Some(FactType::CorrelationId),
                "{text}"
            );
        }
    }
}
