/** Comparisons of modes, as they are stored. */
@NullMarked
@NamedInterface("comparison")
package io.jobwheel.store.comparison;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
