package dev.npusim.viz.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium with a page of ours from disk. */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ChromeDriver driver;

  /**
   * With Debian's Chromium and driver; {@code npusim.chromium} and {@code npusim.chromedriver} name
   * others.
   */
  Browser() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(System.getProperty("npusim.chromium", "/usr/bin/chromium"));
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--window-size=1400,1000");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(
                    new java.io.File(
                        System.getProperty("npusim.chromedriver", "/usr/bin/chromedriver")))
                .usingAnyFreePort()
                .build(),
            options);
  }

  /**
   * Opens a page and waits until the charts near the window are drawn; returns how long that took,
   * ms.
   */
  double open(Path page) {
    driver.get(page.toUri().toString());
    await(() -> number("return window.npusim ? npusim.ready : 0") > 0);
    return number("return npusim.ready");
  }

  /** The shortest of three openings: what else the machine does is none of the page's time. */
  double openBest(Path page) {
    return Math.min(open(page), Math.min(open(page), open(page)));
  }

  /** Draws the others, too; returns how long that took, ms. */
  double drawAll() {
    return number(
        "var begin = performance.now(); npusim.drawAll(); return performance.now() - begin");
  }

  /** Scrolls to a chart and waits until it is drawn. */
  void see(String chart) {
    run("document.getElementById(arguments[0]).scrollIntoView({block: 'center'})", chart);
    await(() -> Boolean.TRUE.equals(run("return !!npusim.charts[arguments[0]]", chart)));
  }

  void dark(boolean night) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", night ? "dark" : "light"))));
  }

  /** A window that is as wide as a phone, for example. */
  void size(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
  }

  void screenshot(String name) {
    String directory = System.getProperty("npusim.screenshots", "");
    if (directory.isEmpty()) {
      return;
    }
    try {
      Files.write(
          Files.createDirectories(Path.of(directory)).resolve(name + ".png"),
          driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What the page wrote to the console, errors of the page among it. */
  List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  double number(String script, Object... arguments) {
    return ((Number) Objects.requireNonNull(driver.executeScript(script, arguments), script))
        .doubleValue();
  }

  String text(String script, Object... arguments) {
    return String.valueOf(driver.executeScript(script, arguments));
  }

  WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  /** Clicks, in the middle of the window: the bar with the sections hides what is at its top. */
  void press(String css) {
    WebElement element = find(css);
    run("arguments[0].scrollIntoView({block: 'center'})", element);
    element.click();
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /** How many points a series of a chart has. */
  long points(String chart, String series) {
    return (long)
        number(
            "var wanted = arguments[1];"
                + "var s = npusim.charts[arguments[0]].getModel().getSeries().filter(function (s) {"
                + " return s.name === wanted; }); return s.length ? s[0].getData().count() : -1",
            chart,
            series);
  }

  /** Clicks where a chart has these values. */
  void click(String chart, int grid, double x, double y) {
    WebElement element = find("#" + chart);
    run("arguments[0].scrollIntoView({block: 'center'})", element);
    @SuppressWarnings("unchecked")
    List<Number> at =
        (List<Number>)
            Objects.requireNonNull(
                run(
                    "return npusim.charts[arguments[0]].convertToPixel({gridIndex: arguments[1]},"
                        + " [arguments[2], arguments[3]])",
                    chart,
                    grid,
                    x,
                    y));
    Dimension size = element.getSize();
    new Actions(driver)
        .moveToElement(
            element,
            (int) Math.round(at.get(0).doubleValue() - size.getWidth() / 2.0),
            (int) Math.round(at.get(1).doubleValue() - size.getHeight() / 2.0))
        .click()
        .perform();
  }

  Actions actions() {
    return new Actions(driver);
  }

  /** The printed page. */
  byte[] print() {
    Map<String, Object> result =
        driver.executeCdpCommand("Page.printToPDF", Map.of("printBackground", true));
    return java.util.Base64.getDecoder().decode((String) result.get("data"));
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + PATIENCE);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
