/** Statements, their parameters and batches, and the SQL dialects of SQLite and PostgreSQL. */
@NullMarked
package io.jobwheel.store.sql;

import org.jspecify.annotations.NullMarked;
