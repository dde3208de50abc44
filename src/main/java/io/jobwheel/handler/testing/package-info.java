/** For the tests of handlers, without a service. */
@NullMarked
@NamedInterface("testing")
package io.jobwheel.handler.testing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
