package dev.npusim.viz.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Fusion;
import dev.npusim.ir.Graph;
import dev.npusim.ir.MemoryCurve;
import dev.npusim.viz.SampleMappings;
import dev.npusim.viz.Samples;
import dev.npusim.viz.report.MappingReport;
import dev.npusim.viz.report.ModelCurve.Quantity;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.text.Units;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class PicturesTest {
  private static byte[] png(Picture picture) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PictureFiles.png(picture, out);
    return out.toByteArray();
  }

  private static String svg(Picture picture) throws Exception {
    StringWriter out = new StringWriter();
    PictureFiles.svg(picture, out);
    return out.toString();
  }

  @Test
  void runsAreDrawnTheSameWayEveryTime() throws Exception {
    for (RunReport report : List.of(Samples.tiny(), Samples.unet())) {
      assertDrawn(Pictures.of(report), Pictures.of(report), 6);
    }
  }

  @Test
  void modelsAreDrawnTheSameWayEveryTime() throws Exception {
    for (Graph graph : List.of(Samples.tinyGraph(), Samples.unetGraph())) {
      ModelReport report = Samples.model(graph);
      assertDrawn(Pictures.of(report), Pictures.of(report), 3);
    }
  }

  @Test
  void mappingsAreDrawnTheSameWayEveryTime() throws Exception {
    MappingReport report = SampleMappings.report(SampleMappings.given(), SampleMappings.searched());
    assertDrawn(Pictures.of(report), Pictures.of(report), 2);
    assertThat(svg(Pictures.of(report).get(0)))
        .contains("traffic [words]", "Inputs read", "Outputs written", "GLB");
    assertThat(svg(Pictures.of(report).get(1))).contains("traffic [bytes]", "accumulator", "KiB");
    for (Picture picture : Pictures.of(report)) {
      // Labels stand on light panels; nothing is darker than their ink.
      assertThat(colours(png(picture)))
          .contains(Theme.PANEL.getRGB(), Theme.INK.getRGB())
          .doesNotContain(Color.BLACK.getRGB());
    }
  }

  private static void assertDrawn(List<Picture> once, List<Picture> again, int count)
      throws Exception {
    assertThat(once).hasSize(count);
    for (int i = 0; i < once.size(); i++) {
      byte[] png = png(once.get(i));
      assertThat(png).isEqualTo(png(again.get(i)));
      assertThat(colours(png)).hasSizeGreaterThan(20);
      String svg = svg(once.get(i));
      assertThat(svg).isEqualTo(svg(again.get(i))).hasSizeLessThan(2_000_000);
      assertThat(svg).contains("viewBox=\"0 0 1600 900\"");
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg.replaceFirst("<!DOCTYPE[^>]*>", ""))));
    }
  }

  @Test
  void memoryShowsFusionModesPrecisionAndPeaks() throws Exception {
    ModelReport report = Samples.model(Samples.unetGraph());
    String svg = svg(MemoryPicture.of(report));
    assertThat(svg).contains("w8a8", "attention fused, gates stored", "parked skips", "down 0");
    for (Fusion fusion : Fusion.values()) {
      MemoryCurve.Peak peak = report.curve(Quantity.LIVE_ACTIVATIONS, fusion).memory().peak();
      assertThat(svg).contains(fusion.label() + ", up to " + Units.bytes(peak.amount()));
    }
    assertThat(svg(MemoryPicture.of(Samples.model(Samples.tinyGraph()))))
        .doesNotContain("gates fused");
  }

  @Test
  void occupancyShowsItsClassesAndTheCapacity() throws Exception {
    Set<Integer> colours = colours(png(OccupancyPicture.of(Samples.unet())));
    assertThat(colours)
        .contains(
            Palette.BLUE.getRGB(),
            Palette.SKY.getRGB(),
            Palette.VERMILLION.getRGB(),
            Theme.INK.getRGB());
    assertThat(svg(OccupancyPicture.of(Samples.unet()))).contains("capacity 4.00 MiB", "down 0");
  }

  private static Set<Integer> colours(byte[] png) throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        colours.add(image.getRGB(x, y));
      }
    }
    return colours;
  }
}
