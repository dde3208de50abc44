/** The SQL of bulk operations. */
@NullMarked
package io.jobwheel.store.jdbc.operation;

import org.jspecify.annotations.NullMarked;
