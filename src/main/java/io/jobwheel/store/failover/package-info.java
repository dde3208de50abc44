/** Keeps the connections of a node with the primary server of a PostgreSQL cluster. */
@NullMarked
package io.jobwheel.store.failover;

import org.jspecify.annotations.NullMarked;
