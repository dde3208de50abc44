package io.jobwheel.api.lane;

import org.jspecify.annotations.Nullable;

/**
 * A request to resize a lane, not validated.
 *
 * @param slots the new number of slots; required
 * @param node the id of the node that the request is for; null for the one that receives it
 */
record ResizeRequest(@Nullable Integer slots, @Nullable String node) {}
