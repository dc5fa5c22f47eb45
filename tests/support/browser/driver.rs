//! One chromedriver for the run. It ends with the process, its browsers with it.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
};

use tokio::sync::OnceCell;

use super::super::run;

const DRIVER: &str = "/usr/bin/chromedriver";

/// Where the driver listens.
pub(super) async fn url() -> String {
    static URL: OnceCell<String> = OnceCell::const_new();
    URL.get_or_init(async || tokio::task::spawn_blocking(start).await.unwrap()).await.clone()
}

/// A directory for a new profile; it goes with the run.
pub(super) fn profile() -> PathBuf {
    run().dir.join(format!("browser-{}", uuid::Uuid::new_v4()))
}

fn start() -> String {
    let (told, port) = mpsc::channel();
    // The kernel's parent-death signal follows the spawning thread: this one lasts as long as the driver.
    let body = move || {
        let mut command = Command::new("setpriv");
        // SIGTERM, at which the driver ends its browsers first.
        command.args(["--pdeathsig=TERM", "--", DRIVER, "--port=0"]);
        let mut driver = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok);
        for line in lines {
            // "ChromeDriver was started successfully on port 12345."
            if let Some((_, port)) = line.split_once("successfully on port ") {
                let _ = told.send(port.trim_end_matches('.').to_owned());
            }
        }
        let _ = driver.wait();
    };
    thread::Builder::new().name("chromedriver".to_owned()).spawn(body).unwrap();
    let port = port.recv().unwrap_or_else(|_| panic!("{DRIVER} did not start: is chromium-driver installed?"));
    format!("http://127.0.0.1:{port}")
}
