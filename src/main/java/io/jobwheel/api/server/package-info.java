/**
 * Configuration of the HTTP server, with deadlines for receiving whole requests: the time-out of
 * Tomcat restarts with every byte.
 */
@NullMarked
package io.jobwheel.api.server;

import org.jspecify.annotations.NullMarked;
