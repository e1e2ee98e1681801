package dev.npusim.viz.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.function.BiConsumer;

/**
 * A chart that can be drawn at any size on any device.
 *
 * @param name of its files, without extension
 * @param title what it shows, in words
 */
public record Picture(String name, String title, BiConsumer<Graphics2D, Rectangle2D> drawing) {

  void draw(Graphics2D graphics, Rectangle2D area) {
    drawing.accept(graphics, area);
  }
}
