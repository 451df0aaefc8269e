//! Where the program runs, as far as copying cares, and the routes that follow from it.

use std::ffi::OsString;

use super::osc52;

/// What is known of the ways to a clipboard before one is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surroundings {
    pub ssh: bool,
    /// One is named; whether it answers is another matter. Counts only where [`Platform::Unix`] is
    /// the platform.
    pub display: bool,
    pub tmux: bool,
    pub platform: Platform,
}

/// What kind of clipboard the system has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    Mac,
    Windows,
    /// Linux and the other Unixes: a display server, where what was copied goes with the program
    /// that copied it.
    Unix,
}

impl Platform {
    pub const HERE: Self = if cfg!(target_os = "macos") {
        Self::Mac
    } else if cfg!(windows) {
        Self::Windows
    } else {
        Self::Unix
    };
}

impl Surroundings {
    /// `lookup` gives the value of an environment variable; one that is empty counts as not set.
    pub fn from_env(lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let any = |names: &[&str]| {
            names
                .iter()
                .any(|name| lookup(name).is_some_and(|value| !value.is_empty()))
        };
        Self {
            ssh: any(&["SSH_TTY", "SSH_CONNECTION", "SSH_CLIENT"]),
            display: any(&["DISPLAY", "WAYLAND_DISPLAY"]),
            tmux: any(&["TMUX"]),
            platform: Platform::HERE,
        }
    }

    /// Whether this machine has a clipboard that the user would paste from.
    fn has_desktop(self) -> bool {
        !self.ssh && (self.display || self.platform != Platform::Unix)
    }
}

/// One way for a text to leave the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Route {
    /// The clipboard of this machine.
    Desktop,
    /// tmux's own buffer, and through tmux the terminal around it.
    Tmux,
    /// OSC 52: the terminal is asked to copy, and never says whether it did.
    Terminal,
    /// The text is shown, and the user selects it.
    ByHand,
}

/// The routes to try, in order, for a text of `length` bytes.
#[must_use]
pub fn routes(surroundings: &Surroundings, length: usize) -> Vec<Route> {
    let wanted = [
        (Route::Desktop, surroundings.has_desktop()),
        (Route::Tmux, surroundings.tmux),
        (Route::Terminal, osc52::fits(length)),
        (Route::ByHand, true),
    ];
    wanted
        .into_iter()
        .filter_map(|(route, open)| open.then_some(route))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KIB_64: usize = 64 * 1024;
    const PLATFORMS: &[Platform] = &[Platform::Mac, Platform::Windows, Platform::Unix];

    fn from(variables: &[(&str, &str)]) -> Surroundings {
        Surroundings::from_env(|name| {
            variables
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| OsString::from(value))
        })
    }

    fn unix(variables: &[(&str, &str)]) -> Surroundings {
        Surroundings {
            platform: Platform::Unix,
            ..from(variables)
        }
    }

    #[test]
    fn each_ssh_variable_counts_unless_it_is_empty() {
        for name in ["SSH_TTY", "SSH_CONNECTION", "SSH_CLIENT"] {
            assert!(from(&[(name, "x")]).ssh, "{name}");
            assert!(!from(&[(name, "")]).ssh, "{name}");
        }
        assert!(
            !from(&[("SSH_AUTH_SOCK", "/agent")]).ssh,
            "an agent runs on every desktop"
        );
    }

    #[test]
    fn a_display_or_tmux_that_is_empty_is_none() {
        let empty = from(&[("DISPLAY", ""), ("WAYLAND_DISPLAY", ""), ("TMUX", "")]);
        assert!(!empty.display && !empty.tmux);
        assert!(from(&[("DISPLAY", ":0")]).display);
        assert!(from(&[("DISPLAY", ""), ("WAYLAND_DISPLAY", "wayland-0")]).display);
        assert!(from(&[("TMUX", "/tmp/tmux-0/default,1,0")]).tmux);
    }

    #[test]
    fn a_desktop_is_tried_before_the_terminal() {
        assert_eq!(
            routes(&unix(&[("DISPLAY", ":0")]), 1),
            [Route::Desktop, Route::Terminal, Route::ByHand]
        );
    }

    #[test]
    fn in_tmux_on_a_desktop_tmux_comes_second() {
        let surroundings = unix(&[("WAYLAND_DISPLAY", "wayland-0"), ("TMUX", "x")]);
        assert_eq!(
            routes(&surroundings, 1),
            [Route::Desktop, Route::Tmux, Route::Terminal, Route::ByHand]
        );
    }

    #[test]
    fn over_ssh_the_far_desktop_is_never_asked() {
        let forwarded = [("SSH_TTY", "/dev/pts/0"), ("DISPLAY", "localhost:10.0")];
        assert_eq!(
            routes(&unix(&forwarded), 1),
            [Route::Terminal, Route::ByHand]
        );
        let in_tmux = Surroundings {
            tmux: true,
            ..unix(&forwarded)
        };
        assert_eq!(
            routes(&in_tmux, 1),
            [Route::Tmux, Route::Terminal, Route::ByHand]
        );
        for platform in [Platform::Mac, Platform::Windows] {
            assert_eq!(
                routes(
                    &Surroundings {
                        platform,
                        ..unix(&forwarded)
                    },
                    1
                ),
                [Route::Terminal, Route::ByHand]
            );
        }
    }

    #[test]
    fn only_a_unix_needs_a_display() {
        assert_eq!(routes(&unix(&[]), 1), [Route::Terminal, Route::ByHand]);
        for platform in [Platform::Mac, Platform::Windows] {
            let surroundings = Surroundings {
                platform,
                ..unix(&[])
            };
            assert_eq!(
                routes(&surroundings, 1),
                [Route::Desktop, Route::Terminal, Route::ByHand]
            );
        }
    }

    #[test]
    fn what_is_over_64_kib_is_never_sent_to_the_terminal() {
        let surroundings = unix(&[("SSH_TTY", "/dev/pts/0")]);
        assert_eq!(
            routes(&surroundings, KIB_64),
            [Route::Terminal, Route::ByHand]
        );
        assert_eq!(routes(&surroundings, KIB_64 + 1), [Route::ByHand]);
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::default()
        })]
        #[test]
        fn every_list_of_routes_ends_by_hand_and_keeps_the_order(
            (ssh, display, tmux) in any::<(bool, bool, bool)>(),
            platform in prop::sample::select(PLATFORMS),
            length in 0..2 * KIB_64,
        ) {
            let routes = routes(&Surroundings { ssh, display, tmux, platform }, length);
            let order = [Route::Desktop, Route::Tmux, Route::Terminal, Route::ByHand];
            let place = |route| order.iter().position(|known| known == route);
            let places: Vec<_> = routes.iter().map(place).collect();
            prop_assert!(places.is_sorted_by(|one, next| one < next), "{:?}", routes);
            prop_assert_eq!(routes.last(), Some(&Route::ByHand));
            prop_assert_eq!(routes.contains(&Route::Tmux), tmux);
            prop_assert!(!(ssh && routes.contains(&Route::Desktop)));
            prop_assert_eq!(routes.contains(&Route::Terminal), length <= KIB_64);
        }
    }
}
