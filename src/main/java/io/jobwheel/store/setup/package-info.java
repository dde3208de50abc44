/** Sets the store up: its beans, its health, and what is said when it cannot be opened. */
@NullMarked
package io.jobwheel.store.setup;

import org.jspecify.annotations.NullMarked;
