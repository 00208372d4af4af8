//! Who takes ground where a sentence does not say: whoever takes it round there in the text.

use std::sync::Arc;

use crate::event::frame::Frame;
use crate::event::types::EventType;

/// Gives frames that name neither side the type of the last capture before them whose side is said, or of the next.
///
/// «The army has taken X. Y had fallen on Monday»: to the army. Texts tell the advance of one side far more often than
/// those of two.
pub(super) fn settle(frames: &mut [Frame]) {
    let said = |frame: &Frame| frame.event_type.takes_ground() && !frame.captor_unsaid;
    let first = frames.iter().find(|frame| said(frame));
    let mut told: Option<Arc<EventType>> = first.map(|frame| frame.event_type.clone());
    for frame in frames {
        if said(frame) {
            told = Some(frame.event_type.clone());
        } else if frame.captor_unsaid
            && let Some(told) = &told
        {
            frame.event_type = told.clone();
        }
    }
}
