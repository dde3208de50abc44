/**
 * The databases behind the store, SQLite and PostgreSQL: connections, locks, checks at the start,
 * and the wiring of the store.
 */
@NullMarked
package io.jobwheel.store.database;

import org.jspecify.annotations.NullMarked;
