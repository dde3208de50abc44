/** SQL of limits. */
@NullMarked
package io.jobwheel.store.jdbc.limit;

import org.jspecify.annotations.NullMarked;
