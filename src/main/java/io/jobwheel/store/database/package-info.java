/** What the store needs of a database, and its properties. There is a package for each database. */
@NullMarked
package io.jobwheel.store.database;

import org.jspecify.annotations.NullMarked;
