package dev.npusim.viz.chart;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Pictures as PNG and SVG; equal pictures give equal bytes. */
public final class PictureFiles {
  /** Pixels of a PNG and user units of an SVG. */
  public static final int WIDTH = 1600;

  public static final int HEIGHT = 900;

  private PictureFiles() {}

  public static void png(Picture picture, OutputStream out) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setPaint(Color.WHITE);
      graphics.fillRect(0, 0, WIDTH, HEIGHT);
      picture.draw(graphics, area());
    } finally {
      graphics.dispose();
    }
    // ImageIO's own stream keeps a file that it removes when Java ends, and cannot be made then.
    try (ImageOutputStream cached = new MemoryCacheImageOutputStream(out)) {
      if (!ImageIO.write(image, "png", cached)) {
        throw new IOException("this Java runtime cannot write PNG files");
      }
    }
  }

  public static void svg(Picture picture, Writer out) throws IOException {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
    context.setComment(picture.title().replace("--", "- "));
    context.setPrecision(2);
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
    picture.draw(graphics, area());
    Element root = graphics.getRoot();
    root.setAttribute("viewBox", "0 0 " + WIDTH + " " + HEIGHT);
    graphics.stream(root, out, false, false);
  }

  private static Rectangle2D area() {
    return new Rectangle2D.Double(0, 0, WIDTH, HEIGHT);
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("no XML parser", e);
    }
  }
}
