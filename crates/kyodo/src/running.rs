//! The note a running server leaves in its folder, for the other commands: where it listens and what opens `/admin`.
//! Only the folder's owner can read it; it goes with the server, and one left by a crash opens nothing.

use crate::Outcome;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use server::Secret;
use std::{
    fs,
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

const NAME: &str = "admin.json";

#[derive(Serialize, Deserialize)]
struct Written {
    address: String,
    token: String,
}

/// The note, while the server runs. Dropping it takes it away.
pub(crate) struct Note {
    path: PathBuf,
}

impl Note {
    pub(crate) fn leave(data: &Path, at: SocketAddr, secret: &Secret) -> Outcome<Self> {
        let path = data.join(NAME);
        let written = Written { address: format!("http://{}", reachable(at)), token: secret.text() };
        let write = || -> io::Result<()> {
            // Never through what is there: a link to elsewhere, or a file others may read.
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
            file.write_all(&serde_json::to_vec(&written)?)
        };
        write().map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        Ok(Self { path })
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        // One that stays opens nothing: its secret is this process's alone.
        let _ = fs::remove_file(&self.path);
    }
}

/// An address to reach it by from this machine.
fn reachable(at: SocketAddr) -> SocketAddr {
    let ip = match at.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, at.port())
}

/// A server that runs on the folder.
pub(crate) struct Running {
    written: Written,
    agent: ureq::Agent,
}

/// What a running server said.
pub(crate) enum Said<T> {
    /// An answer.
    Answer(T),
    /// Nobody is there: the note was left by a crash.
    Nobody,
}

#[derive(Deserialize)]
struct Refused {
    sentence: String,
}

impl Running {
    /// By the note in the folder; none where there is none.
    pub(crate) fn find(data: &Path) -> Option<Self> {
        let written = serde_json::from_slice(&fs::read(data.join(NAME)).ok()?).ok()?;
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Some(Self { written, agent: config.into() })
    }

    /// GET; the bytes, and the file name if it is one.
    pub(crate) fn get(&self, path: &str) -> Outcome<Said<(Vec<u8>, Option<String>)>> {
        let request = self.agent.get(format!("{}{path}", self.written.address));
        self.said(request.header("Authorization", format!("Bearer {}", self.written.token)).call())
    }

    /// POST of JSON, answered by JSON.
    pub(crate) fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Outcome<Said<T>> {
        let request = self.agent.post(format!("{}{path}", self.written.address));
        let request = request.header("Authorization", format!("Bearer {}", self.written.token));
        match self.said(request.send_json(body))? {
            Said::Answer((bytes, _)) => Ok(Said::Answer(json(&bytes)?)),
            Said::Nobody => Ok(Said::Nobody),
        }
    }

    fn said(
        &self,
        came: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Outcome<Said<(Vec<u8>, Option<String>)>> {
        let mut came = match came {
            Ok(came) => came,
            Err(ureq::Error::Io(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {
                return Ok(Said::Nobody);
            }
            Err(error) => {
                return Err(format!("the server at {} does not answer: {error}", self.written.address));
            }
        };
        let named = came.headers().get("content-disposition").and_then(|value| value.to_str().ok());
        let name = named.and_then(file_name);
        let bytes = came
            .body_mut()
            .with_config()
            .limit(256 * 1024 * 1024)
            .read_to_vec()
            .map_err(|error| format!("the server's answer broke off: {error}"))?;
        if came.status().is_success() {
            return Ok(Said::Answer((bytes, name)));
        }
        match json::<Refused>(&bytes) {
            // Another server took the port since: the secret is not its own.
            Ok(_) if came.status() == 404 && name.is_none() && self.is_stranger() => Ok(Said::Nobody),
            Ok(refused) => Err(refused.sentence),
            Err(_) => Ok(Said::Nobody),
        }
    }

    fn is_stranger(&self) -> bool {
        let asked = self.agent.get(format!("{}/admin/statements", self.written.address));
        let asked = asked.header("Authorization", format!("Bearer {}", self.written.token)).call();
        asked.is_ok_and(|came| !came.status().is_success())
    }
}

/// The name of a file as the server gives it. A stranger on the port could name any place of the disk: what is not a
/// plain name in this folder is none.
fn file_name(disposition: &str) -> Option<String> {
    let name = disposition.split('"').nth(1)?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    (!name.starts_with('.') && !name.is_empty() && name.bytes().all(plain)).then(|| name.to_owned())
}

pub(crate) fn json<T: DeserializeOwned>(bytes: &[u8]) -> Outcome<T> {
    serde_json::from_slice(bytes).map_err(|error| format!("the server's answer cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_stranger_on_the_port_names_no_place_of_the_disk() {
        let named = |name: &str| file_name(&format!("attachment; filename=\"{name}\""));
        let ours = "2026-04-20-open-door-alliance-conference-en.docx";
        assert_eq!(named(ours).as_deref(), Some(ours));
        for elsewhere in ["../x", "/etc/passwd", ".bashrc", "a/b", "a\\b", "", "a\nb"] {
            assert_eq!(named(elsewhere), None, "{elsewhere:?}");
        }
        assert_eq!(file_name("attachment"), None);
    }
}
