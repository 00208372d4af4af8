//! The template of the page, and its security policy.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

use super::assets;

/// Writes the template; `fill` writes what belongs at each `{{name}}`. What it writes is not looked at again.
///
/// # Errors
/// When `out` cannot be written, and whatever `fill` answers.
pub(super) fn write<W: Write>(
    out: &mut W,
    mut fill: impl FnMut(&str, &mut W) -> io::Result<()>,
) -> io::Result<()> {
    let mut rest = assets::PAGE;
    while let Some((before, slot)) = rest.split_once("{{") {
        let (name, after) = slot.split_once("}}").unwrap_or((slot, ""));
        out.write_all(before.as_bytes())?;
        fill(name, out)?;
        rest = after;
    }
    out.write_all(rest.as_bytes())
}

/// The policy: these two blocks, and nothing else, from nowhere; and no text becomes HTML.
pub(super) fn policy(style: &str, script: &str) -> String {
    let style = hash(style);
    let script = hash(script);
    format!(
        "default-src 'none'; script-src {script}; style-src {style}; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'; trusted-types default"
    )
}

/// How a policy names a block: the hash of what stands between its tags.
fn hash(block: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(Sha256::digest(block)))
}
