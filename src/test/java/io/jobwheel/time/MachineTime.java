package io.jobwheel.time;

import org.springframework.context.annotation.Import;

/** The clocks of the service, for contexts of tests that are made of single configurations. */
@Import(TimeConfiguration.class)
public class MachineTime {}
