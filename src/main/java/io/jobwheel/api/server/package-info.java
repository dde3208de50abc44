/** How long a connection may take to send a request, which Tomcat bounds by the piece only. */
@NullMarked
package io.jobwheel.api.server;

import org.jspecify.annotations.NullMarked;
