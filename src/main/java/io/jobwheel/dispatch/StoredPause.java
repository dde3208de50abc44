package io.jobwheel.dispatch;

import io.jobwheel.store.Pause;

/**
 * A stored pause.
 *
 * @param created whether the target was not paused before
 */
public record StoredPause(Pause pause, boolean created) {}
