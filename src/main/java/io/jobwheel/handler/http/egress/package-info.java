/** The egress policy: the URLs, hosts and addresses that calls may reach. */
@NullMarked
@NamedInterface("egress")
package io.jobwheel.handler.http.egress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
