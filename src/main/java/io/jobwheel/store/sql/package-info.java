/** Statements, their parameters and batches, and where the SQL of SQLite and PostgreSQL differs. */
@NullMarked
package io.jobwheel.store.sql;

import org.jspecify.annotations.NullMarked;
