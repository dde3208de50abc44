/** What clients ask of pauses. */
@NullMarked
@NamedInterface("request-pause")
package io.jobwheel.dispatch.request.pause;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
