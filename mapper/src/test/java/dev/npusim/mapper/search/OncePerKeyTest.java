package dev.npusim.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OncePerKeyTest {
  @Test
  void manyThreadsComputeEachKeyOnce() {
    AtomicInteger calls = new AtomicInteger();
    OncePerKey<Integer, String> texts =
        new OncePerKey<>(
            key -> {
              calls.incrementAndGet();
              return "value " + key;
            });
    List<String> got =
        IntStream.range(0, 4000)
            .parallel()
            .mapToObj(
                i -> {
                  if (i % 3 == 0) {
                    texts.begin(i % 40);
                  }
                  return texts.get(i % 40);
                })
            .toList();
    assertThat(calls).hasValue(40);
    assertThat(got.subList(0, 3)).containsExactly("value 0", "value 1", "value 2");
  }

  /** Keys of one hash: a map's own computeIfAbsent would make them wait for each other. */
  private record Colliding(int id) {
    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void neitherOtherKeysNorBeginWaitForALongComputation() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    OncePerKey<Colliding, Integer> values =
        new OncePerKey<>(
            key -> {
              if (key.id() == 0) {
                begun.countDown();
                await(release);
              }
              return 10 * key.id();
            });
    Thread slow = new Thread(() -> values.begin(new Colliding(0)));
    slow.start();
    begun.await();
    assertThat(values.get(new Colliding(1))).isEqualTo(10);
    values.begin(new Colliding(0));
    release.countDown();
    assertThat(values.get(new Colliding(0))).isZero();
    slow.join();
  }

  @Test
  void whatFailsIsTriedAgain() {
    AtomicInteger calls = new AtomicInteger();
    OncePerKey<String, Integer> values =
        new OncePerKey<>(
            key -> {
              if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("first");
              }
              return key.length();
            });
    assertThat(failure(values)).isEqualTo("first");
    assertThat(values.get("abc")).isEqualTo(3);
  }

  private static String failure(OncePerKey<String, Integer> values) {
    try {
      values.begin("abc");
      return "none";
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
