/** A standby of the database, for lists that may be some seconds old. */
@NullMarked
package io.jobwheel.store.replica;

import org.jspecify.annotations.NullMarked;
