/** What clients ask of bulk operations. */
@NullMarked
@NamedInterface("request-operation")
package io.jobwheel.dispatch.request.operation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
