//! Carries out what was chosen: pointer and keys as true input through the driver, so that focus, hover and capture are
//! those of a person; what is no input by a script.

use serde_json::{Value, json};

use super::action::{Action, CONTROL, ENTER, ESCAPE, Pointer, TAB};
use crate::harness::{engine::Engine, page::Page};

/// Target of an action, as `look.js` returns it.
#[derive(Debug, Clone)]
pub struct Target {
    pub x: i64,
    pub y: i64,
    pub name: String,
    pub href: Option<String>,
    pub element: Value,
}

impl Target {
    pub fn of(found: &Value) -> Option<Self> {
        Some(Self {
            x: found["x"].as_i64()?,
            y: found["y"].as_i64()?,
            name: found["name"].as_str().unwrap_or("?").to_owned(),
            href: found["href"].as_str().map(str::to_owned),
            element: found["element"].clone(),
        })
    }
}

/// Lets go of a file, or only drags it over. Arguments: the element, the file's name, its text, how often that is
/// repeated, whether it is let go.
const DROP: &str = "const [element, name, text, times, letGo] = arguments; \
    const data = new DataTransfer(); data.items.add(new File([text.repeat(times)], name, { lastModified: 7 })); \
    if (element.matches('input')) { \
        if (!letGo) return; \
        element.files = data.files; \
        element.dispatchEvent(new Event('input', { bubbles: true })); \
        element.dispatchEvent(new Event('change', { bubbles: true })); \
        return; \
    } \
    for (const kind of letGo ? ['dragenter', 'dragover', 'drop'] : ['dragenter', 'dragover', 'dragleave']) \
        element.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }))";

/// The tab is hidden, or shown again, as far as a page can tell. Argument: whether it is hidden.
const HIDE: &str = "const [hidden] = arguments; \
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') }); \
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden }); \
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))";

/// Selects what is in a field, so that what is typed takes its place.
const SELECT: &str = "const [field] = arguments; field.focus(); if (field.select) field.select()";

fn pointer(by: Pointer, id: u64, steps: Vec<Value>) -> Value {
    let kind = if by == Pointer::Touch { "touch" } else { "mouse" };
    json!({"type": "pointer", "id": format!("{kind}{id}"), "parameters": {"pointerType": kind}, "actions": steps})
}

fn to(x: i64, y: i64) -> Value {
    json!({"type": "pointerMove", "duration": 0, "x": x, "y": y, "origin": "viewport"})
}

fn down() -> Value {
    json!({"type": "pointerDown", "button": 0})
}

fn up() -> Value {
    json!({"type": "pointerUp", "button": 0})
}

fn keys(keys: &[char], held: Option<char>) -> Value {
    let press =
        |key: &char| [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})];
    let mut steps: Vec<Value> = held.iter().map(|key| json!({"type": "keyDown", "value": key})).collect();
    steps.extend(keys.iter().flat_map(press));
    steps.extend(held.iter().map(|key| json!({"type": "keyUp", "value": key})));
    json!([{"type": "key", "id": "keys", "actions": steps}])
}

/// Carries it out; `view` is the size of the window's inside.
///
/// # Errors
/// Message of the driver if the action could not be carried out, which a page that changes meanwhile may cause.
pub async fn perform(
    page: &Page,
    action: &Action,
    target: Option<&Target>,
    view: (i64, i64),
) -> Result<(), String> {
    let inside = |x: i64, y: i64| to(x.clamp(0, (view.0 - 1).max(0)), y.clamp(0, (view.1 - 1).max(0)));
    match (action, target) {
        (Action::Press { by, times, .. }, Some(at)) => {
            let mut steps = vec![to(at.x, at.y)];
            steps.extend((0..*times).flat_map(|_| [down(), up()]));
            page.act(&json!([pointer(*by, 0, steps)])).await
        }
        (Action::Hover, Some(at)) => {
            page.act(&json!([pointer(Pointer::Mouse, 0, vec![to(at.x, at.y)])])).await
        }
        (Action::Drag { by, steps, is_left_by_back, .. }, Some(at)) => {
            let (mut x, mut y) = (at.x, at.y);
            let mut moves = vec![to(x, y), down()];
            for (dx, dy) in steps {
                (x, y) = (x + dx, y + dy);
                moves.push(inside(x, y));
            }
            if *is_left_by_back {
                page.act(&json!([pointer(*by, 0, moves)])).await?;
                script(page, "history.back()", Vec::new()).await?;
                return page.act(&json!([pointer(*by, 0, vec![inside(x + 9, y), up()])])).await;
            }
            moves.push(up());
            page.act(&json!([pointer(*by, 0, moves)])).await
        }
        (Action::Wheel { dx, dy }, Some(at)) => {
            let scroll = json!({"type": "scroll", "x": at.x, "y": at.y, "deltaX": dx, "deltaY": dy, "duration": 0, "origin": "viewport"});
            page.act(&json!([{"type": "wheel", "id": "wheel", "actions": [scroll]}])).await
        }
        (Action::Pinch { from, to: end }, Some(at)) => {
            let finger = |id, sign: i64| {
                let steps = vec![
                    inside(at.x + sign * from / 2, at.y),
                    down(),
                    inside(at.x + sign * end / 2, at.y),
                    up(),
                ];
                pointer(Pointer::Touch, id, steps)
            };
            page.act(&json!([finger(1, -1), finger(2, 1)])).await
        }
        (Action::Keys { keys: pressed, held }, _) => page.act(&keys(pressed, *held)).await,
        (Action::KeyOn { key }, Some(at)) => {
            // The focus is put there without a click, as Tab would in many steps.
            script(page, "arguments[0].focus({ focusVisible: true })", vec![at.element.clone()]).await?;
            page.act(&keys(&[*key], None)).await
        }
        (Action::Type { text, repeated, then }, Some(at)) => {
            script(page, SELECT, vec![at.element.clone()]).await?;
            if 1 < *repeated || !text.is_ascii() {
                let insert = "document.execCommand('insertText', false, arguments[0])";
                script(page, insert, vec![json!(text.repeat(*repeated as usize))]).await?;
            } else {
                page.act(&keys(&text.chars().collect::<Vec<_>>(), None)).await?;
            }
            match then {
                Some(key) => page.act(&keys(&[*key], None)).await,
                None => Ok(()),
            }
        }
        (Action::Choose { keys: pressed }, Some(at)) => {
            script(page, "arguments[0].focus()", vec![at.element.clone()]).await?;
            page.act(&keys(pressed, None)).await
        }
        (Action::Back, _) => script(page, "history.back()", Vec::new()).await,
        (Action::Forward, _) => script(page, "history.forward()", Vec::new()).await,
        (Action::Hash(hash), _) => script(page, "location.hash = arguments[0]", vec![json!(hash)]).await,
        (Action::Resize { width, height }, _) => page.resize(*width, *height).await,
        (Action::Hide, _) => {
            script(page, HIDE, vec![json!(true)]).await?;
            script(page, "return document.hidden", Vec::new()).await?;
            script(page, HIDE, vec![json!(false)]).await
        }
        (Action::Drop { file: (name, text, times), is_let_go }, Some(at)) => {
            let arguments =
                vec![at.element.clone(), json!(name), json!(text), json!(times), json!(is_let_go)];
            script(page, DROP, arguments).await
        }
        (Action::Settings { scheme, motion, contrast }, _) if page.engine() == Engine::Chromium => {
            let features = json!([
                {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": motion},
                {"name": "forced-colors", "value": contrast},
            ]);
            page.devtools("Emulation.setEmulatedMedia", &json!({"features": features})).await;
            Ok(())
        }
        (Action::Network { is_there }, _) if page.engine() == Engine::Chromium => {
            page.offline(!is_there).await;
            Ok(())
        }
        // Nothing of that sort is on the page, or this browser has no such switch.
        _ => Ok(()),
    }
}

/// Runs a script that returns nothing of interest.
///
/// # Errors
/// As the driver says.
pub async fn script(page: &Page, script: &str, arguments: Vec<Value>) -> Result<(), String> {
    page.client.execute(script, arguments).await.map(drop).map_err(|error| error.to_string())
}

#[test]
fn held_keys_are_let_go_after_the_others() {
    let steps = keys(&[TAB, ENTER], Some(CONTROL));
    let steps: Vec<&Value> = steps[0]["actions"].as_array().into_iter().flatten().collect();
    assert_eq!(steps.len(), 6);
    assert_eq!(steps[0], &json!({"type": "keyDown", "value": CONTROL}));
    assert_eq!(steps[5], &json!({"type": "keyUp", "value": CONTROL}));
    assert_eq!(keys(&[ESCAPE], None)[0]["actions"].as_array().map(Vec::len), Some(2));
}
