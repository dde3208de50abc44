/** The model: jobs, their states and the legal changes of state. Pure JDK, no I/O, no clock. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.jobwheel.job;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
