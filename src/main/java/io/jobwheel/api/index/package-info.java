/** The entry points of the API. */
@NullMarked
@NamedInterface("index")
package io.jobwheel.api.index;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
