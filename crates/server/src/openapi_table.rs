//! The document and the URL table say the same.

use super::*;

fn described() -> BTreeSet<(String, String)> {
    let document: Value = serde_json::from_str(&text()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let each = |(path, item): (&String, &Value)| {
        let methods: Vec<String> = item.as_object().expect("an item").keys().cloned().collect();
        methods.into_iter().map(|method| (path.clone(), method)).collect::<Vec<_>>()
    };
    paths.iter().flat_map(each).collect()
}

/// Every `.route("/…", get(…).post(…))` of the part of routes.rs that is nested under `/api/v1`.
fn routed() -> BTreeSet<(String, String)> {
    let (_, api) = include_str!("routes.rs").split_once("let api = Router::new()").expect("the api");
    let (api, _) = api.split_once(".fallback(").expect("its end");
    let mut all = BTreeSet::new();
    for route in api.split(".route(").skip(1) {
        let (path, handlers) = route.trim().trim_start_matches('"').split_once('"').expect("a path");
        for method in ["get", "post", "put", "patch", "delete", "head"] {
            let called = format!("{method}(");
            if handlers
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '(')
                .any(|word| word.starts_with(&called))
            {
                all.insert((path.to_owned(), method.to_owned()));
            }
        }
    }
    all
}

#[test]
fn every_address_is_described_and_nothing_else_is() {
    let (described, routed) = (described(), routed());
    assert!(routed.len() >= 26, "routes.rs is read: {routed:?}");
    let missing: Vec<_> = routed.difference(&described).collect();
    assert!(missing.is_empty(), "in routes.rs, and in no #[utoipa::path] that openapi.rs lists: {missing:?}");
    let gone: Vec<_> = described.difference(&routed).collect();
    assert!(gone.is_empty(), "described, and not in routes.rs: {gone:?}");
}

/// V4: the list of codes is whole, and no address names one that does not exist.
#[test]
fn v4_every_code_is_listed_with_its_status() {
    let every = codes_by_name();
    let arms = |source: &'static str| {
        let lines = source.lines().filter_map(|line| line.trim().strip_prefix("Self::")?.split_once("=> \""));
        lines.filter_map(|(_, code)| Some(code.split_once('"')?.0)).collect::<BTreeSet<_>>()
    };
    let mut written = arms(include_str!("error.rs"));
    written.extend(arms(include_str!("../../statement/src/refusal.rs")));
    assert_eq!(written, every.keys().copied().collect());
    let document: Value = serde_json::from_str(&text()).expect("JSON");
    for item in document["paths"].as_object().expect("paths").values() {
        for operation in item.as_object().expect("an item").values() {
            for code in operation[CODES].as_array().expect("codes") {
                assert!(every.contains_key(code.as_str().expect("a code")), "{code} of {operation}");
            }
            assert!(operation["summary"].as_str().is_some_and(|said| !said.is_empty()), "{operation}");
        }
    }
}
