/** PostgreSQL: servers that many nodes share, connections, checks at the start, notifications. */
@NullMarked
package io.jobwheel.store.database.postgres;

import org.jspecify.annotations.NullMarked;
