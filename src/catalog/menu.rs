//! Where a path through an admin center begins: by the names that its menu has today.
//!
//! Menus are renamed, and a path under an old name sends the reader looking. A node that is
//! missing here is added with the page that shows it; one that was renamed is renamed here, and
//! `catalog check` then names every text to change.

/// What stands before a path through the menu, and where it may go on.
/// Sources: the pages under learn.microsoft.com/entra/identity and /intune/intune-service that
/// the entries name, and learn.microsoft.com/entra/fundamentals/how-to-get-support.
const MENUS: &[(&str, &[&str])] = &[
    (
        "Entra admin center > ",
        &[
            "Diagnose and solve problems",
            "Entra ID > App registrations",
            "Entra ID > Authentication methods",
            "Entra ID > Conditional Access",
            "Entra ID > Devices",
            "Entra ID > Domain names",
            "Entra ID > Enterprise apps",
            "Entra ID > Entra Connect",
            "Entra ID > External Identities",
            "Entra ID > Groups",
            "Entra ID > Identity Secure Score",
            "Entra ID > Mobility",
            "Entra ID > Monitoring & health",
            "Entra ID > Multifactor authentication",
            "Entra ID > Overview",
            "Entra ID > Password reset",
            "Entra ID > Roles & admins",
            "Entra ID > Users",
            "ID Protection > Risk detections",
            "ID Protection > Risky sign-ins",
            "ID Protection > Risky users",
            "ID Protection > Risky workload identities",
            "ID Protection > Settings",
        ],
    ),
    (
        "Intune admin center > ",
        &[
            "Apps > ",
            "Devices > All devices",
            "Devices > Compliance",
            "Devices > Configuration",
            "Devices > Device onboarding > Enrollment",
            "Devices > Windows > Device onboarding > Enrollment",
            "Devices > Windows > Manage devices > Configuration",
            "Devices > Windows > Windows devices",
        ],
    ),
];

/// The beginnings of paths in a text that no menu has.
#[must_use]
pub fn unknown(text: &str) -> Vec<String> {
    MENUS
        .iter()
        .flat_map(|(before, nodes)| {
            text.match_indices(before)
                .map(move |(at, _)| &text[at + before.len()..])
                .filter(move |path| !nodes.iter().any(|node| path.starts_with(node)))
                .map(move |path| format!("{before}{}", beginning(path)))
        })
        .collect()
}

/// The first nodes of a path, up to where the sentence goes on.
fn beginning(path: &str) -> &str {
    let end = path.find([',', ';', ':', '.', '(']).unwrap_or(path.len());
    let path = &path[..end];
    let nodes = path.match_indices(" > ").nth(1);
    nodes.map_or(path, |(at, _)| &path[..at])
}

#[cfg(test)]
mod tests {
    use super::unknown;

    #[test]
    fn a_path_by_the_names_of_today_is_known_wherever_the_sentence_goes() {
        for text in [
            "Microsoft Entra admin center > Entra ID > Users > All users > the account",
            "Entra admin center > ID Protection > Risky users, or the report",
            "Entra admin center, then Azure portal > anything",
        ] {
            assert_eq!(unknown(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_path_by_an_old_name_is_named_up_to_where_it_leaves_the_menu() {
        let text = "Entra admin center > Identity > Applications > App registrations, and \
                    Intune admin center > Devices > Enroll devices > Windows enrollment";
        assert_eq!(
            unknown(text),
            [
                "Entra admin center > Identity > Applications",
                "Intune admin center > Devices > Enroll devices"
            ]
        );
    }
}
