/** Reads jobs, groups, and the capabilities and status of nodes from rows. */
@NullMarked
package io.jobwheel.store.jdbc.row;

import org.jspecify.annotations.NullMarked;
