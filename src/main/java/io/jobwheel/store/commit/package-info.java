/** The group commit: writers that commit many writes in one transaction. */
@NullMarked
package io.jobwheel.store.commit;

import org.jspecify.annotations.NullMarked;
