package dev.npusim.viz.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.viz.Samples;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayersCsvTest {
  @Test
  void flattensLayersWithDots() throws Exception {
    StringWriter out = new StringWriter();
    LayersCsv.write(Samples.tiny().result().layers(), out);
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(7);
    assertThat(lines.get(0))
        .startsWith("id,name,block,op,op_class,group,copy_of,start_cycle,end_cycle,")
        .contains(",sram_by_class.weights,", ",stall_cycles.dram,", ",mapping.tile.m,");
    assertThat(lines.get(4)).startsWith("3,conv_in#2,down,conv2d,conv 3x3,conv_in#2,conv_in,");
    int columns = lines.get(0).split(",", -1).length;
    assertThat(lines).allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(columns));
  }
}
