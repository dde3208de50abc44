/** SQLite: a file of one process, its lock, its connections, and a watch over its files. */
@NullMarked
package io.jobwheel.store.database.sqlite;

import org.jspecify.annotations.NullMarked;
