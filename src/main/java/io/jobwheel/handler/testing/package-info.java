/** Support for unit tests of handlers. */
@NullMarked
@NamedInterface("testing")
package io.jobwheel.handler.testing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
