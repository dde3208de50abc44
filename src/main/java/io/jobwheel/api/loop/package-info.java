/** The resource "loops": the event loops of this node, with their tasks. */
@NullMarked
package io.jobwheel.api.loop;

import org.jspecify.annotations.NullMarked;
