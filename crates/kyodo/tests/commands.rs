//! The program's commands, with a server on the folder and without one.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

const KYODO: &str = env!("CARGO_BIN_EXE_kyodo");

/// Runs it to its end: whether it was content, and what it said.
fn told(data: &Path, words: &[&str]) -> (bool, String) {
    let done = Command::new(KYODO).args(words).arg("--data").arg(data).output().expect("it starts");
    let said = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// A server on the folder, and what it said until it listened.
fn serve(data: &Path) -> (Child, Vec<String>) {
    let mut child = Command::new(KYODO)
        .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut said = Vec::new();
    let lines = BufReader::new(child.stdout.take().expect("it was piped")).lines();
    for line in lines.map_while(Result::ok) {
        said.push(line);
        if said.last().is_some_and(|line| line.starts_with("listening on http://127.0.0.1:")) {
            break;
        }
    }
    let listens = said.last().is_some_and(|line| line.starts_with("listening"));
    if !listens {
        let ended = child.wait();
        panic!("it never listened, ended {ended:?} and said {said:?}");
    }
    (child, said)
}

fn end(mut child: Child) {
    let asked = Command::new("kill").arg(child.id().to_string()).status().expect("kill");
    assert!(asked.success());
    assert!(child.wait().expect("it ends").success(), "SIGTERM is no accident");
}

#[test]
fn who_has_shell_access_asks_the_server_or_the_folder_alike() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let (server, said) = serve(&data);
    assert_eq!(said.iter().filter(|line| line.contains("/i#i=")).count(), 5, "one link a role: {said:?}");
    assert_eq!(said.iter().filter(|line| line.contains("/setup#s=")).count(), 1);
    let note = std::fs::metadata(data.join("admin.json")).expect("the note");
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&note.permissions()) & 0o777, 0o600);

    let asked = || {
        let (good, list) = told(&data, &["list"]);
        assert!(good && list.starts_with("demo\tdrafting\t") && list.contains("14th UN Congress"), "{list}");
        let (good, link) = told(&data, &["link", "demo"]);
        assert!(good && link.contains("/i#i="), "{link}");
        let (good, link) = told(&data, &["link"]);
        assert!(good && link.contains("/setup#s="), "{link}");
        let file = data.join("draft.txt");
        let (good, wrote) =
            told(&data, &["export", "demo", "--as", "draft.txt", "--to", file.to_str().expect("UTF-8")]);
        assert!(good, "{wrote}");
        assert!(std::fs::read_to_string(&file).expect("a file").contains("Crime crosses borders in seconds"));
        for none in [&["link", "none"][..], &["export", "none", "--as", "draft.txt"]] {
            assert_eq!(told(&data, none), (false, "kyodo: there is no such statement\n".to_owned()));
        }
    };
    asked();
    end(server);
    assert!(!data.join("admin.json").exists(), "the note goes with the server");
    asked();

    let (mut server, _) = serve(&data);
    server.kill().expect("it ran");
    server.wait().expect("it ended");
    assert!(data.join("admin.json").exists(), "killed, it leaves its note");
    asked();
}

#[test]
fn what_cannot_be_is_told_in_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let (good, said) = told(&folder.path().join("none"), &["list"]);
    assert!(!good && said.contains("there is no data folder") && said.lines().count() == 1, "{said}");
    let (good, said) = told(folder.path(), &["serve", "--public", "kyodo.example.org/x"]);
    assert!(!good && said.contains("is no address like https://"), "{said}");
}
