/** What clients ask of a node: requests, their results, and the errors that refuse them. */
@NullMarked
@NamedInterface("request")
package io.jobwheel.dispatch.request;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
