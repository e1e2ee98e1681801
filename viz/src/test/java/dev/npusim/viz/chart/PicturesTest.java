package dev.npusim.viz.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.viz.Samples;
import dev.npusim.viz.report.RunReport;
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
  void drawsSomethingTheSameWayEveryTime() throws Exception {
    for (RunReport report : List.of(Samples.tiny(), Samples.unet())) {
      List<Picture> once = Pictures.of(report);
      List<Picture> again = Pictures.of(report);
      assertThat(once).hasSize(6);
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
