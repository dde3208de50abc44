/** SQL of limits: their definitions, who has their permits, and whom they hold. */
@NullMarked
package io.jobwheel.store.jdbc.limit;

import org.jspecify.annotations.NullMarked;
