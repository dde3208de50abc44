/** Stores comparisons of modes. */
@NullMarked
package io.jobwheel.store.jdbc.comparison;

import org.jspecify.annotations.NullMarked;
