/** Reads jobs and groups from rows. */
@NullMarked
package io.jobwheel.store.jdbc.row;

import org.jspecify.annotations.NullMarked;
