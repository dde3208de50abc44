package planted.jobwheel.handler;

import org.springframework.context.ApplicationContext;

/** A handler that knows the container. */
public record SpringHandler(ApplicationContext context) {}
