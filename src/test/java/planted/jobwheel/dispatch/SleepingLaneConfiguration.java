package planted.jobwheel.dispatch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** Every way to sleep, in a class whose name exempts it from nothing. */
public class SleepingLaneConfiguration {

  private interface Sleep {
    void sleep(Duration duration) throws InterruptedException;
  }

  public void threadSleepMillis() throws InterruptedException {
    Thread.sleep(1);
  }

  public void threadSleepNanos() throws InterruptedException {
    Thread.sleep(1, 1);
  }

  public void threadSleepDuration() throws InterruptedException {
    Thread.sleep(Duration.ofMillis(1));
  }

  public void threadSleepReference() throws InterruptedException {
    Sleep sleep = Thread::sleep;
    sleep.sleep(Duration.ofMillis(1));
  }

  public void timeUnitSleep() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(1);
  }

  public void parkNanos() {
    LockSupport.parkNanos(1);
  }

  public void parkNanosReference() {
    LongConsumer park = LockSupport::parkNanos;
    park.accept(1);
  }

  public void parkNanosWithBlocker() {
    LockSupport.parkNanos(this, 1);
  }

  public void parkUntil() {
    LockSupport.parkUntil(1);
  }

  public void parkUntilWithBlocker() {
    LockSupport.parkUntil(this, 1);
  }
}
