//! The real program, as a helper starts it: on a folder of its own, on loopback, killed without warning when asked.

use journal::testing::trace;
use journal::{Directory, Journal};
use server::{Config, Server, admin};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// How long anything may take before a story is called stuck.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// `kyodo`, running or killed.
pub struct Program {
    child: Option<Child>,
    folder: TempDir,
    /// The port stays the same across restarts, as an address that people were sent would.
    pub port: u16,
    /// The set-up link of the first start.
    pub setup: String,
    log: Arc<Mutex<String>>,
    /// The most KiB one of its files may have: a disk that fills up.
    room: Option<u32>,
    /// Where strace records what it does.
    record: Option<PathBuf>,
}

/// Where `cargo build -p kyodo` puts it; `KYODO_PROGRAM` names another.
pub fn path() -> PathBuf {
    if let Some(path) = std::env::var_os("KYODO_PROGRAM") {
        return path.into();
    }
    let test = std::env::current_exe().expect("this test has a path");
    test.ancestors().nth(2).expect("target/debug").join("kyodo")
}

impl Program {
    /// Starts it on an empty folder and a free port.
    pub fn start() -> Self {
        let mut program = Self::at_rest();
        program.launch(&[]);
        program
    }

    /// Starts it on an empty folder, recorded by strace into `log`.
    pub fn start_recorded(log: &Path) -> Self {
        let mut program = Self::at_rest();
        program.record = Some(log.to_owned());
        program.launch(&[]);
        program
    }

    /// Starts it on a folder of an alliance that is set up, which it may refuse: then what it said.
    pub fn on(folder: TempDir) -> Result<Self, String> {
        let mut program = Self::at_rest();
        (program.folder, program.setup) = (folder, "used".to_owned());
        program.try_launch(&[])?;
        Ok(program)
    }

    /// Starts it with a demo statement; gives the links it printed.
    pub fn start_demo() -> (Self, Vec<String>) {
        let mut program = Self::at_rest();
        program.launch(&["--demo"]);
        let links = program
            .log()
            .split_whitespace()
            .filter(|word| word.contains("/i#i="))
            .map(str::to_owned)
            .collect();
        (program, links)
    }

    /// The same server on a journal of the story's own, in this process: for slow and failing disks.
    pub fn inside(journal: Arc<dyn Journal>, directory: Arc<dyn Directory>) -> Self {
        let mut program = Self::at_rest();
        let (tell, told) = channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            runtime.expect("a runtime").block_on(async move {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
                let at = listener.local_addr().expect("an address");
                let config = Config { listens: Some(at), ..Config::default() };
                let server = Server::new(config, journal, directory, room::system_clock());
                let setup = admin::link(&server, None).await.expect("a set-up link");
                tell.send((at.port(), setup)).expect("the story waits for it");
                server.listen(listener, std::future::pending()).await;
            });
        });
        (program.port, program.setup) = told.recv_timeout(PATIENCE).expect("it listens");
        program
    }

    fn at_rest() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the data");
        Self {
            child: None,
            folder,
            port: 0,
            setup: String::new(),
            log: Arc::default(),
            room: None,
            record: None,
        }
    }

    /// Starts again on a disk on which no file may grow beyond this many KiB; none: no bound.
    pub fn restart_with_room(&mut self, kib: Option<u32>) {
        self.room = kib;
        self.restart();
    }

    /// Starts again, recorded by strace into `log`.
    pub fn restart_recorded(&mut self, log: &Path) {
        self.kill();
        self.record = Some(log.to_owned());
        self.launch(&[]);
    }

    /// `http://127.0.0.1:PORT`
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// All it has said so far.
    pub fn log(&self) -> String {
        self.log.lock().expect("no panic while logging").clone()
    }

    /// Its process id, while it runs.
    pub fn id(&self) -> u32 {
        self.child.as_ref().map_or(0, Child::id)
    }

    /// Waits until it has ended by itself; gives its exit code.
    pub fn ends(&mut self) -> i32 {
        let status = self.child.take().expect("it was running").wait().expect("it has ended");
        status.code().unwrap_or(-1)
    }

    /// Starts again on another folder; gives the old one.
    pub fn move_to(&mut self, folder: TempDir) -> TempDir {
        self.kill();
        let old = std::mem::replace(&mut self.folder, folder);
        self.launch(&[]);
        old
    }

    /// SIGKILL: no goodbye, no flush.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            match &self.record {
                None => child.kill().expect("it was running"),
                // strace ends with what it records, its log whole.
                Some(_) => kill_under(child.id()),
            }
            child.wait().expect("it has ended");
        }
    }

    /// Starts again on the same folder and port.
    pub fn restart(&mut self) {
        self.kill();
        self.launch(&[]);
    }

    /// SIGTERM, as a helper's system asks a program to end; then it starts again.
    pub fn restart_gently(&mut self) {
        let asked = Command::new("kill").arg(self.id().to_string()).status().expect("kill");
        assert!(asked.success());
        assert_eq!(self.ends(), 0);
        self.launch(&[]);
    }

    fn launch(&mut self, more: &[&str]) {
        self.try_launch(more).unwrap_or_else(|said| panic!("it never listened; it said:\n{said}"));
    }

    fn try_launch(&mut self, more: &[&str]) -> Result<(), String> {
        let mut command = match (self.room, &self.record) {
            (None, None) => Command::new(path()),
            (_, Some(log)) => {
                let mut strace = trace::strace(&trace::WHOLE, log);
                strace.arg(path());
                strace
            }
            (Some(kib), None) => {
                let mut bash = Command::new("bash");
                bash.args(["-c", &format!("trap '' XFSZ; ulimit -f {kib}; exec \"$0\" \"$@\"")]).arg(path());
                bash
            }
        };
        let mut child = command
            .args(["serve", "--listen", &format!("127.0.0.1:{}", self.port)])
            .arg("--data")
            .arg(self.folder.path())
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{} could not be started: {error}", path().display()));
        let (lines, heard) = channel();
        for stream in [
            child.stdout.take().map(|out| Box::new(out) as Box<dyn Read + Send>),
            child.stderr.take().map(|out| Box::new(out) as Box<dyn Read + Send>),
        ] {
            let (lines, log) = (lines.clone(), self.log.clone());
            let stream = stream.expect("it was piped");
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    log.lock().expect("no panic while logging").push_str(&format!("{line}\n"));
                    // The story may have stopped listening; the log goes on.
                    let _ = lines.send(line);
                }
            });
        }
        drop(lines);
        self.child = Some(child);
        self.wait_ready(&heard)
    }

    fn wait_ready(&mut self, heard: &Receiver<String>) -> Result<(), String> {
        loop {
            let line = heard.recv_timeout(PATIENCE).map_err(|_| self.log())?;
            if let Some(link) = line.split_whitespace().find(|word| word.contains("/setup#s=")) {
                self.setup = link.to_owned();
            }
            if let Some((_, address)) = line.split_once("listening on http://127.0.0.1:") {
                let digits: String = address.chars().take_while(char::is_ascii_digit).collect();
                self.port = digits.parse().expect("a port");
            }
            let set_up_told = !self.setup.is_empty() || self.log().contains("demo");
            if self.port != 0 && line.contains("listening on") && set_up_told {
                return Ok(());
            }
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            if self.record.is_some() {
                kill_under(child.id());
            }
            // Already gone is what we want.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// SIGKILL to what that process started.
fn kill_under(id: u32) {
    let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    for child in children.split_whitespace() {
        // Already gone is what we want.
        let _ = Command::new("kill").args(["-9", child]).status();
    }
}

/// Runs it to its end with these words; gives its exit code and what it said.
pub fn told(words: &[&str]) -> (i32, String) {
    ended(Command::new(path()).args(words))
}

/// The same as a user who owns nothing: root may write wherever it likes.
pub fn told_as_nobody(words: &[&str]) -> (i32, String) {
    let me = Command::new("id").arg("-u").output().expect("id");
    if me.stdout != b"0\n" {
        return told(words);
    }
    // The program may stand in a folder that only root enters.
    let hall = tempfile::tempdir().expect("a folder");
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(hall.path(), open).expect("a folder for all");
    let copy = hall.path().join("kyodo");
    std::fs::copy(path(), &copy).expect("a copy of the program");
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    ended(Command::new("setpriv").args(nobody).arg(copy).args(words).current_dir(hall.path()))
}

fn ended(command: &mut Command) -> (i32, String) {
    let done = command.stdin(Stdio::null()).output().expect("it starts");
    let said = [done.stdout, done.stderr].concat();
    (done.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
}
