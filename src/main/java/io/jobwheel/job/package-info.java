/**
 * The model: what a job is, which states it can be in and how it may move between them. Pure JDK,
 * no I/O, no clock.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.jobwheel.job;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
