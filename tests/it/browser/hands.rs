//! A person before a browser, by pointer or by keyboard, whose presses are counted.

use std::cell::Cell;

use tempfile::TempDir;

use super::{log_in, reads_french};
use crate::support::{Person, TestApp, browser::Browser};

pub struct Hands {
    pub browser: Browser,
    keyboard: bool,
    presses: Cell<u32>,
    files: TempDir,
}

impl Hands {
    pub fn new(browser: Browser, keyboard: bool) -> Self {
        Self { browser, keyboard, presses: Cell::new(0), files: TempDir::new().unwrap() }
    }

    /// Logs in, reads French from then on, and comes to a path of the project's portal.
    pub async fn arrive(&self, app: &TestApp, person: &Person, path: &str) {
        reads_french(person).await;
        log_in(&self.browser, app, &person.email).await;
        self.browser.goto(&format!("{}{path}", app.state().hosts.tenant(app.project().id))).await;
    }

    /// Presses what leads to another page.
    pub async fn go(&self, text: &str) {
        self.presses.update(|presses| presses + 1);
        if self.keyboard {
            self.browser.key_and_leave(text).await;
        } else {
            self.browser.click_and_leave(text).await;
        }
    }

    /// Presses what opens here, or leads away by a script.
    pub async fn open(&self, text: &str) {
        self.presses.update(|presses| presses + 1);
        if self.keyboard {
            self.browser.key(text).await;
        } else {
            self.browser.click(text).await;
        }
    }

    pub async fn write(&self, field: &str, text: &str) {
        if self.keyboard {
            self.browser.type_into(field, text).await;
        } else {
            self.browser.fill(field, text).await;
        }
    }

    /// Ticks the box of that name.
    pub async fn tick(&self, name: &str) {
        self.presses.update(|presses| presses + 1);
        if self.keyboard {
            self.browser.key_tick(name).await;
        } else {
            self.browser.tick(name).await;
        }
    }

    /// Chooses a new file of that name, a PDF. No keys lead through the system's own dialog.
    pub async fn choose_file(&self, name: &str) {
        self.choose_file_in("file", name).await;
    }

    /// The same in another field.
    pub async fn choose_file_in(&self, field: &str, name: &str) {
        let path = self.files.path().join(name);
        std::fs::write(&path, b"%PDF-1.7\na draft\n").unwrap();
        self.browser.choose_file(field, &path).await;
    }

    /// Asserts the number of presses since the last time.
    pub fn took(&self, job: &str, presses: u32) {
        assert_eq!(self.presses.replace(0), presses, "presses to {job}");
    }
}
