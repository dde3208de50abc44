/** The clocks of the service: the time of day, and steady time for limits and durations. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.jobwheel.time;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
