/** Bulk operations: actions on all jobs that match a filter. */
@NullMarked
@NamedInterface("operation")
package io.jobwheel.store.operation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
