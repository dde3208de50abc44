package io.jobwheel.console;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The web console.
 *
 * @param enabled Whether the service has the console at /console. Without it, these paths get
 *     status 404, and / answers browsers with the index of the API.
 */
@ConfigurationProperties("jobwheel.console")
record ConsoleProperties(@DefaultValue("true") boolean enabled) {

  /** The name of the property {@link #enabled}. */
  static final String ENABLED = "jobwheel.console.enabled";
}
