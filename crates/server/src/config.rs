//! What can be set, in one place. Made at the edge, read-only afterwards.

use crate::Secret;
use axum::http::{HeaderMap, Uri, header};
use std::{fmt, net::SocketAddr, str::FromStr, time::Duration};

/// Everything a server is told when it starts.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it listens; none: it only looks into its folder.
    pub listens: Option<SocketAddr>,
    /// Where people reach Kyodo, if not where it listens: scheme, host and port. Links begin with it.
    pub public: Option<Address>,
    /// A proxy with TLS stands in front: cookies are Secure, and the last `X-Forwarded-For` is who asks.
    pub behind_proxy: bool,
    /// What `/admin` is opened with; none: it is closed.
    pub admin: Option<Secret>,
    /// Connections at once, of all kinds; a quarter of them is for known sessions (V11).
    pub connections: usize,
    /// How many of them one address may hold (of IPv6 a /64) beside those of known sessions: a conference hall has one.
    /// Behind a declared proxy, which has them all, any number.
    pub connections_per_address: usize,
    /// How long the head of a request may take, from when one may come.
    pub head: Duration,
    /// Live sockets one session may hold.
    pub sockets_per_session: usize,
    /// Requests a second that one session, or one address without a session, may go on making.
    pub requests_per_second: u32,
    /// Requests it may make at once before that counts.
    pub requests_at_once: u32,
    /// Requests for acts a second that one person may go on making in a statement, and at once before that counts. Ten
    /// acts of one request count as one more.
    pub acts: (u32, u32),
    /// People a second who may go on joining by one link for many, and at once before that counts: a hall that scans it
    /// together.
    pub joins: (u32, u32),
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listens: None,
            public: None,
            behind_proxy: false,
            admin: None,
            connections: 4096,
            connections_per_address: 512,
            head: Duration::from_secs(30),
            sockets_per_session: 24,
            requests_per_second: 50,
            requests_at_once: 400,
            acts: (5, 100),
            joins: (1, 60),
        }
    }
}

impl Config {
    /// Whether browsers reach Kyodo over TLS.
    pub(crate) fn secure(&self) -> bool {
        self.behind_proxy || self.public.as_ref().is_some_and(Address::secure)
    }

    /// Whether a request's Origin is ours (V3): the public address, or the host it was asked under. Where the public
    /// address has TLS nothing else is (V22): who is between a browser and Kyodo can be any page without it.
    pub(crate) fn ours(&self, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let Some(origin) = text(header::ORIGIN) else { return false };
        if self.public.as_ref().is_some_and(|address| address.0.eq_ignore_ascii_case(origin)) {
            return true;
        }
        if self.public.as_ref().is_some_and(Address::secure) {
            return false;
        }
        let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        match (host, text(header::HOST)) {
            (Some(host), Some(asked)) => host.eq_ignore_ascii_case(asked),
            _ => false,
        }
    }
}

/// An address that pages and links begin with, like `https://kyodo.example.org`: no path, no slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(String);

/// Why a text is no such address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no address like https://kyodo.example.org")]
pub struct BadAddress(String);

impl Address {
    /// Of this machine, for who sits at it.
    pub(crate) fn local(port: u16) -> Self {
        Self(format!("http://localhost:{port}"))
    }

    fn secure(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// Of a host as a request names it; none if it is not one.
    pub(crate) fn of_host(host: &str, secure: bool) -> Option<Self> {
        format!("{}://{host}", if secure { "https" } else { "http" }).parse().ok()
    }
}

impl FromStr for Address {
    type Err = BadAddress;
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let bad = || BadAddress(text.to_owned());
        let trimmed = text.trim().trim_end_matches('/');
        let uri: Uri = trimmed.parse().map_err(|_| bad())?;
        // As browsers write an Origin: without the port that goes without saying.
        let usual = if uri.scheme_str() == Some("https") { ":443" } else { ":80" };
        let said = trimmed.strip_suffix(usual).unwrap_or(trimmed);
        let plain = matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.host().is_some_and(|host| !host.is_empty())
            && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'))
            && matches!(uri.path(), "" | "/")
            && uri.query().is_none()
            && !trimmed.contains('#');
        if plain { Ok(Self(said.to_owned())) } else { Err(bad()) }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(host: &str, origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().expect("a host"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().expect("an origin"));
        }
        headers
    }

    /// V3
    #[test]
    fn an_origin_is_ours_or_it_is_not() {
        let config = Config { public: "http://kyodo.example.org".parse().ok(), ..Config::default() };
        for ours in ["http://localhost:8080", "https://localhost:8080", "http://kyodo.example.org"] {
            assert!(config.ours(&asked("localhost:8080", Some(ours))), "{ours}");
        }
        for other in ["http://localhost:8081", "https://evil.example", "null", "localhost:8080", ""] {
            assert!(!config.ours(&asked("localhost:8080", Some(other))), "{other}");
        }
        assert!(!config.ours(&asked("localhost:8080", None)));
    }

    /// V22
    #[test]
    fn v22_of_an_address_with_tls_no_other_origin_is_ours() {
        for public in ["https://kyodo.example.org", "https://kyodo.example.org:443/"] {
            let config = Config { public: public.parse().ok(), ..Config::default() };
            assert!(config.ours(&asked("kyodo.example.org", Some("https://kyodo.example.org"))));
            assert!(
                config.ours(&asked("127.0.0.1:8080", Some("https://KYODO.example.org"))),
                "behind a proxy"
            );
            for (host, origin) in [
                ("kyodo.example.org", "http://kyodo.example.org"),
                ("localhost:8080", "http://localhost:8080"),
                ("localhost:8080", "https://localhost:8080"),
                ("evil.example", "https://evil.example"),
                ("kyodo.example.org", "https://kyodo.example.org:444"),
                ("kyodo.example.org", "https://kyodo.example.org.evil.example"),
            ] {
                assert!(!config.ours(&asked(host, Some(origin))), "{origin} at {host}");
            }
        }
    }

    #[test]
    fn an_address_is_a_scheme_a_host_and_no_more() {
        assert_eq!("https://kyodo.example.org/".parse::<Address>().map(|a| a.to_string()).ok().as_deref(), {
            Some("https://kyodo.example.org")
        });
        for bad in [
            "kyodo.example.org",
            "ftp://x",
            "https://x/y",
            "https://x?y",
            "https://u@x",
            "https://",
            "https://x/#i",
        ] {
            assert!(bad.parse::<Address>().is_err(), "{bad}");
        }
    }
}
