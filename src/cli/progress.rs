//! A bar that moves while long input is read, where somebody is watching.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressStyle};

/// Shorter inputs are done before a bar would be seen, in bytes.
const LONG: u64 = 8 << 20;

/// The bar, or none.
#[derive(Debug, Default)]
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// For an input of so many bytes, if that is known.
    pub fn new(bytes: Option<u64>) -> Progress {
        if bytes.is_some_and(|bytes| bytes < LONG) || !io::stderr().is_terminal() {
            return Progress::default();
        }
        let (bar, template) = match bytes {
            Some(bytes) => (
                ProgressBar::new(bytes),
                "{wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
            ),
            None => (ProgressBar::no_length(), "{bytes} {bytes_per_sec}"),
        };
        let style = ProgressStyle::with_template(template);
        Progress {
            bar: Some(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))),
        }
    }

    /// Moves on.
    pub fn advance(&self, bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.inc(bytes);
        }
    }

    /// Prints something while the bar is out of the way.
    pub fn aside(&self, print: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
