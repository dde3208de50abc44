/** The resource "nodes": the nodes of the store. */
@NullMarked
package io.jobwheel.api.node;

import org.jspecify.annotations.NullMarked;
