/**
 * Finds the primary server of a PostgreSQL cluster, keeps connections with it alone, and knows
 * whether its commits wait for standbys.
 */
@NullMarked
package io.jobwheel.store.failover;

import org.jspecify.annotations.NullMarked;
