/** SQL of schedules. */
@NullMarked
package io.jobwheel.store.jdbc.schedule;

import org.jspecify.annotations.NullMarked;
