/** Limits of jobs, their definitions and the jobs that they hold, as interfaces. */
@NullMarked
@NamedInterface("limit")
package io.jobwheel.store.limit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
