/** Limits of jobs, as interfaces. */
@NamedInterface("limit")
@NullMarked
package io.jobwheel.store.limit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
