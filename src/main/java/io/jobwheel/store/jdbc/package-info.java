/** The registry's SQL: one class for each interface of the store. */
@NullMarked
package io.jobwheel.store.jdbc;

import org.jspecify.annotations.NullMarked;
