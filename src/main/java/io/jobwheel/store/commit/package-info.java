/** The group commit: writers that put all writes of a moment into one transaction. */
@NullMarked
package io.jobwheel.store.commit;

import org.jspecify.annotations.NullMarked;
