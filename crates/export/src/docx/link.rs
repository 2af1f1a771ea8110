//! Link targets as Word accepts them: a bad one makes it call the whole file corrupt.

/// Word's own limit for the address of a link.
const MOST: usize = 2083;

/// The target as an ASCII URI of a scheme that may be, or nothing: then the words stand without a link.
pub(crate) fn target(href: &str) -> Option<String> {
    let href = href.trim();
    let (scheme, rest) = href.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let fits = match scheme.as_str() {
        "http" | "https" => rest.strip_prefix("//").is_some_and(|host| host.starts_with(is_host)),
        "mailto" => rest.contains('@') && !rest.starts_with('/'),
        _ => false,
    };
    if !fits || href.len() > MOST {
        return None;
    }
    let mut out = format!("{scheme}:");
    let bytes = rest.as_bytes();
    for (place, byte) in bytes.iter().enumerate() {
        let escape = bytes.get(place + 1..place + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        match byte {
            b'%' if escape => out.push('%'),
            b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'#' | b'@' | b'!' | b'$' | b'&' | b'\'' => {
                out.push(char::from(*byte))
            }
            b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' => out.push(char::from(*byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(*byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    (out.len() <= MOST).then_some(out)
}

fn is_host(c: char) -> bool {
    c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn only_targets_that_word_opens_pass() {
        assert_eq!(
            target("https://example.org/a b?ü=1").as_deref(),
            Some("https://example.org/a%20b?%C3%BC=1")
        );
        assert_eq!(target("HTTP://example.org/%7E%zz").as_deref(), Some("http://example.org/%7E%25zz"));
        assert_eq!(target("mailto:amara@example.org").as_deref(), Some("mailto:amara@example.org"));
        for bad in ["javascript:alert(1)", "file:///etc/passwd", "http://", "http:// x", "x", "mailto:", ""] {
            assert_eq!(target(bad), None, "{bad}");
        }
        assert_eq!(target(&format!("https://example.org/{}", "ü".repeat(700))), None);
    }
}
