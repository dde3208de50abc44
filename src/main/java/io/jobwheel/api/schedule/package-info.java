/** Serves schedules, and fires them at the request of a client. */
@NullMarked
package io.jobwheel.api.schedule;

import org.jspecify.annotations.NullMarked;
