/** The SQL of the store: one class for each interface. */
@NullMarked
package io.jobwheel.store.jdbc;

import org.jspecify.annotations.NullMarked;
