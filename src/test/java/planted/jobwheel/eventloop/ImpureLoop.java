package planted.jobwheel.eventloop;

import org.slf4j.Logger;

/** A loop that logs. */
public record ImpureLoop(Logger log) {}
