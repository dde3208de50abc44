/** The definitions of named limits, as they are stored. */
@NullMarked
@NamedInterface("limit")
package io.jobwheel.store.limit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
