package io.jobwheel.time;

import org.springframework.context.annotation.Import;

/** The clocks of the service, for test contexts that consist of single configurations. */
@Import(TimeConfiguration.class)
public class MachineTime {}
