package io.jobwheel.dispatch.request.pause;

import io.jobwheel.store.pause.Pause;

/**
 * A stored pause.
 *
 * @param created whether the target was not paused before
 */
public record StoredPause(Pause pause, boolean created) {}
