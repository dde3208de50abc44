/** What a node knows of the definitions of limits. */
@NullMarked
package io.jobwheel.dispatch.limit;

import org.jspecify.annotations.NullMarked;
