package planted.jobwheel.os;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Processes that log. */
public final class ImpureProcess {

  private static final Logger log = LoggerFactory.getLogger(ImpureProcess.class);

  public void end() {
    log.info("ended");
  }
}
