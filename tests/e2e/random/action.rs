//! Actions on the page, each with its weight.

use std::fmt;

use super::{
    choice::Choice,
    odd::{self, File},
};

/// Device that moves the pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pointer {
    Mouse,
    Touch,
}

/// One thing that a person does, or that happens to the browser.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Presses what is pressed, so many times.
    Press {
        by: Pointer,
        sort: &'static str,
        times: u64,
    },
    /// Puts the pointer on something.
    Hover,
    /// Draws from something by steps of so many pixels; then lets go, unless something else is to happen meanwhile.
    Drag {
        by: Pointer,
        sort: &'static str,
        steps: Vec<(i64, i64)>,
        is_left_by_back: bool,
    },
    /// Turns the wheel over something.
    Wheel {
        dx: i64,
        dy: i64,
    },
    /// Moves two fingers from so far apart to so far apart.
    Pinch {
        from: i64,
        to: i64,
    },
    /// Presses keys, one after the other, wherever the focus is; with these held down.
    Keys {
        keys: Vec<char>,
        held: Option<char>,
    },
    /// Puts the focus on something, as Tab would, and presses a key.
    KeyOn {
        key: char,
    },
    /// Types into a field in place of what is there, and presses a key.
    Type {
        text: &'static str,
        repeated: u64,
        then: Option<char>,
    },
    /// Goes on in a list of options by keys.
    Choose {
        keys: Vec<char>,
    },
    Back,
    Forward,
    /// Types another address after the `#`.
    Hash(&'static str),
    /// Types the address of a link on the page, changed.
    Link,
    /// Makes the window so large.
    Resize {
        width: u64,
        height: u64,
    },
    /// Hides the tab, and shows it again after one look at it.
    Hide,
    /// Drops a file on something, or only drags it over.
    Drop {
        file: File,
        is_let_go: bool,
    },
    Reload,
    /// The system's settings, as media features.
    Settings {
        scheme: &'static str,
        motion: &'static str,
        contrast: &'static str,
    },
    /// Other trouble at the services.
    Faults(&'static str),
    /// The network goes or comes back.
    Network {
        is_there: bool,
    },
}

pub const TAB: char = '\u{e004}';
pub const ENTER: char = '\u{e007}';
pub const SHIFT: char = '\u{e008}';
pub const CONTROL: char = '\u{e009}';
pub const ESCAPE: char = '\u{e00c}';
const PAGE_UP: char = '\u{e00e}';
const PAGE_DOWN: char = '\u{e00f}';
const END: char = '\u{e010}';
const HOME: char = '\u{e011}';
const LEFT: char = '\u{e012}';
const UP: char = '\u{e013}';
const RIGHT: char = '\u{e014}';
const DOWN: char = '\u{e015}';
const DELETE: char = '\u{e017}';

const KEYS: [char; 24] = [
    TAB, TAB, ENTER, ESCAPE, ' ', UP, DOWN, LEFT, RIGHT, HOME, END, PAGE_UP, PAGE_DOWN, DELETE, 'k', '?',
    'a', 'z', '+', '-', '0', 'l', '[', ']',
];

/// Trouble at the services; a few requests of each kind fail.
const FAULTS: [&str; 16] = [
    "",
    "",
    "*:500@0.3",
    "*:429=2@0.3",
    "*:cut@0.3",
    "*:malformed@0.3",
    "*:latency=2@0.5",
    "*:nocors@0.3",
    "*:never@0.2",
    "*:html502@0.3",
    "*:wrongtype@0.3",
    "*:html200@0.3",
    "*:401@0.1",
    "jobs:unknownstatus,metrics:barenan@0.5",
    "create:errors=422,upload:503@0.5,part:drop@0.5",
    "job:404@0.3,metrics:404@0.3,events:403@0.5",
];

/// Of windows; the narrowest has 320 pixels beside the bar for scrolling.
const WIDTHS: [u64; 9] = [335, 360, 390, 600, 768, 900, 1280, 1440, 1920];
const HEIGHTS: [u64; 5] = [480, 640, 844, 900, 1200];

type Make = fn(&mut Choice) -> Action;

/// Actions of a person that need no pointer.
const ANYWHERE: [(u64, Make); 19] = [
    (26, |c| Action::Press { by: Pointer::Mouse, sort: "press", times: 1 }.varied(c)),
    (12, |c| Action::Press { by: Pointer::Mouse, sort: "menu", times: 1 }.varied(c)),
    (5, |c| Action::Press { by: Pointer::Mouse, sort: "field", times: 1 }.varied(c)),
    (4, |c| Action::Press { by: Pointer::Mouse, sort: "chart", times: 1 }.varied(c)),
    (5, |_| Action::Hover),
    (7, drag),
    (4, |c| Action::Wheel { dx: 0, dy: c.within(-900, 900) }),
    (3, |c| Action::Pinch { from: c.within(20, 200), to: c.within(20, 300) }),
    (14, keys),
    (7, |c| Action::KeyOn { key: c.one(&[ENTER, ' ', ESCAPE, DOWN, UP, HOME, END, RIGHT, LEFT, DELETE]) }),
    (10, typing),
    (4, |c| Action::Choose {
        keys: (0..c.within(1, 4)).map(|_| c.one(&[DOWN, UP, HOME, END, 't'])).collect(),
    }),
    (9, |_| Action::Back),
    (3, |_| Action::Forward),
    (8, |c| Action::Hash(odd::hash(c))),
    (6, |_| Action::Link),
    (6, |c| Action::Drop { file: odd::file(c), is_let_go: c.chance(85) }),
    (2, |_| Action::Hide),
    (1, |_| Action::Reload),
];

/// Events of the browser and the services.
const AROUND: [(u64, Make); 4] = [
    (4, |c| Action::Resize { width: c.one(&WIDTHS), height: c.one(&HEIGHTS) }),
    (2, |c| Action::Settings {
        scheme: c.one(&["light", "dark"]),
        motion: c.one(&["reduce", "no-preference"]),
        contrast: c.one(&["none", "none", "active"]),
    }),
    (4, |c| Action::Faults(c.one(&FAULTS))),
    (1, |c| Action::Network { is_there: c.chance(60) }),
];

/// Percentage of actions that happen to the browser.
const AROUND_PERCENT: u64 = 7;

impl Action {
    /// The action that these choices lead to.
    pub fn of(choice: &mut Choice) -> Self {
        let make: Make =
            if choice.chance(AROUND_PERCENT) { choice.weighted(&AROUND) } else { choice.weighted(&ANYWHERE) };
        make(choice)
    }

    /// By mouse or finger, once or twice.
    fn varied(self, choice: &mut Choice) -> Self {
        let Self::Press { sort, .. } = self else { return self };
        let by = if choice.chance(30) { Pointer::Touch } else { Pointer::Mouse };
        Self::Press { by, sort, times: if choice.chance(8) { 2 } else { 1 } }
    }

    /// Returns the sort of element that it needs, in the words of `look.js`.
    pub const fn wants(&self) -> Option<&'static str> {
        match self {
            Self::Press { sort, .. } | Self::Drag { sort, .. } => Some(sort),
            Self::Hover | Self::Wheel { .. } => Some("hover"),
            Self::Pinch { .. } => Some("chart"),
            Self::KeyOn { .. } => Some("focusable"),
            Self::Type { .. } => Some("field"),
            Self::Choose { .. } => Some("select"),
            Self::Link => Some("link"),
            Self::Drop { .. } => Some("files"),
            _ => None,
        }
    }

    /// A person who goes on by keys must find the focus somewhere.
    pub const fn is_by_key(&self) -> bool {
        matches!(self, Self::Keys { .. } | Self::KeyOn { .. } | Self::Type { .. } | Self::Choose { .. })
    }

    /// Returns whether it may take the focus out of the page at its end.
    pub fn has_tab(&self) -> bool {
        match self {
            Self::Keys { keys, .. } => keys.contains(&TAB),
            Self::KeyOn { key } => *key == TAB,
            Self::Type { then, .. } => *then == Some(TAB),
            _ => false,
        }
    }
}

fn drag(choice: &mut Choice) -> Action {
    let by = if choice.chance(30) { Pointer::Touch } else { Pointer::Mouse };
    let n = choice.within(1, 5);
    let steps = (0..n).map(|_| (choice.within(-220, 220), choice.within(-60, 60))).collect();
    Action::Drag { by, sort: choice.one(&["chart", "drag"]), steps, is_left_by_back: choice.chance(12) }
}

fn keys(choice: &mut Choice) -> Action {
    let held = choice.weighted(&[(80, None), (14, Some(SHIFT)), (6, Some(CONTROL))]);
    let n = choice.within(1, 5);
    // Keys that the browser keeps for itself close tabs or open windows.
    let of: &[char] = if held == Some(CONTROL) { &['a', HOME, END, LEFT, RIGHT, ENTER] } else { &KEYS };
    let first = choice.one(of);
    let is_same = choice.chance(60);
    Action::Keys { keys: (0..n).map(|_| if is_same { first } else { choice.one(of) }).collect(), held }
}

fn typing(choice: &mut Choice) -> Action {
    let is_long = choice.chance(5);
    let (text, repeated) = if is_long { (odd::LONG, 40) } else { (odd::text(choice), 1) };
    Action::Type { text, repeated, then: choice.one(&[None, None, Some(ENTER), Some(TAB), Some(ESCAPE)]) }
}

/// Keys by their names.
pub fn named(keys: &[char]) -> String {
    let name = |key: &char| match *key {
        TAB => "Tab".to_owned(),
        ENTER => "Enter".to_owned(),
        SHIFT => "Shift".to_owned(),
        CONTROL => "Control".to_owned(),
        ESCAPE => "Escape".to_owned(),
        PAGE_UP => "PageUp".to_owned(),
        PAGE_DOWN => "PageDown".to_owned(),
        END => "End".to_owned(),
        HOME => "Home".to_owned(),
        LEFT => "←".to_owned(),
        UP => "↑".to_owned(),
        RIGHT => "→".to_owned(),
        DOWN => "↓".to_owned(),
        DELETE => "Delete".to_owned(),
        ' ' => "Space".to_owned(),
        other => other.to_string(),
    };
    keys.iter().map(name).collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Press { by, times, .. } => write!(f, "press {times}× by {by:?}"),
            Self::Hover => write!(f, "hover"),
            Self::Drag { by, steps, is_left_by_back, .. } => {
                write!(
                    f,
                    "drag {steps:?} by {by:?}{}",
                    if *is_left_by_back { ", Back in between" } else { "" }
                )
            }
            Self::Wheel { dx, dy } => write!(f, "wheel {dx} {dy}"),
            Self::Pinch { from, to } => write!(f, "pinch {from} to {to}"),
            Self::Keys { keys, held } => {
                write!(f, "keys {}{}", held.map(|key| named(&[key]) + "+").unwrap_or_default(), named(keys))
            }
            Self::KeyOn { key } => write!(f, "key {} on", named(&[*key])),
            Self::Type { text, repeated, then } => {
                write!(
                    f,
                    "type {text:?}×{repeated}{}",
                    then.map(|key| format!(" {}", named(&[key]))).unwrap_or_default()
                )
            }
            Self::Choose { keys } => write!(f, "choose by {}", named(keys)),
            Self::Back => write!(f, "Back"),
            Self::Forward => write!(f, "Forward"),
            Self::Hash(hash) => write!(f, "address {hash:?}"),
            Self::Link => write!(f, "address of a link, changed"),
            Self::Resize { width, height } => write!(f, "window {width}×{height}"),
            Self::Hide => write!(f, "hide the tab, show it"),
            Self::Drop { file, is_let_go } => {
                write!(f, "{} {} ×{}", if *is_let_go { "drop" } else { "drag over with" }, file.0, file.2)
            }
            Self::Reload => write!(f, "reload"),
            Self::Settings { scheme, motion, contrast } => {
                write!(f, "settings {scheme}, motion {motion}, forced colours {contrast}")
            }
            Self::Faults(faults) => write!(f, "faults {faults:?}"),
            Self::Network { is_there } => write!(f, "network {}", if *is_there { "on" } else { "off" }),
        }
    }
}

#[test]
fn a_seed_decides_the_actions_and_every_sort_of_action_is_chosen() {
    let action = |n| Action::of(&mut Choice::of(5, n));
    assert_eq!(action(17), action(17));
    let mut seen: Vec<String> = (0..4_000)
        .map(|n| format!("{:?}", action(n)).split([' ', '(']).next().unwrap_or_default().to_owned())
        .collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 20, "{seen:?}");
}
