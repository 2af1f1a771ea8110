//! Appends a second with 1, 10 and 100 rooms, beside a bare loop of write and fdatasync in the same folder.
//!
//! `cargo run --release -p journal --example bench [folder]`. Each room has one append of 200 bytes in flight.

use bytes::Bytes;
use journal::{Journal, SledStore};
use std::{
    fs::File,
    io::Write,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

const TIME: Duration = Duration::from_secs(3);

fn raw(folder: &std::path::Path) -> std::io::Result<f64> {
    let mut file = File::create(folder.join("raw"))?;
    let (began, mut count) = (Instant::now(), 0_u32);
    while began.elapsed() < TIME {
        file.write_all(&[7; 200])?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / began.elapsed().as_secs_f64())
}

async fn room(store: Arc<SledStore>, name: String, began: Instant) -> Result<(u64, Duration), String> {
    let id = name.parse().map_err(|error| format!("{error}"))?;
    let entry = Bytes::from(vec![b'k'; 200]);
    let (mut seq, mut slowest) = (0, Duration::ZERO);
    while began.elapsed() < TIME {
        let asked = Instant::now();
        let head = store.append(&id, seq, vec![entry.clone()]).await.map_err(|error| error.to_string())?;
        slowest = slowest.max(asked.elapsed());
        seq = head.seq;
    }
    Ok((seq, slowest))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = folder.join(format!("journal-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let bare = raw(&folder)?;
    println!("bare fdatasync       {bare:9.0} /s");
    let store = Arc::new(SledStore::open(folder.join("data"))?);
    for rooms in [1, 10, 100] {
        let began = Instant::now();
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..rooms {
            tasks.spawn(room(store.clone(), format!("r{rooms}-{n}"), began));
        }
        let (mut appends, mut slowest) = (0, Duration::ZERO);
        while let Some(done) = tasks.join_next().await {
            let (count, slow) = done??;
            (appends, slowest) = (appends + count, slowest.max(slow));
        }
        let rate = appends as f64 / began.elapsed().as_secs_f64();
        let ratio = rate / bare;
        println!("{rooms:3} rooms, appends   {rate:9.0} /s  ({ratio:.2} of bare, slowest {slowest:.0?})");
    }
    drop(store);
    std::fs::remove_dir_all(folder)?;
    Ok(())
}
