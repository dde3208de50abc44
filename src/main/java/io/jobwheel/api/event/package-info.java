/** Streams of what happens to a job or a group, as server-sent events. */
@NullMarked
package io.jobwheel.api.event;

import org.jspecify.annotations.NullMarked;
