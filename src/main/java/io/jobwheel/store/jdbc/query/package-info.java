/** The SQL of the queries: one class for each interface, and the scans of the lists. */
@NullMarked
package io.jobwheel.store.jdbc.query;

import org.jspecify.annotations.NullMarked;
