package dev.npusim.workloads.logical;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracedNameTest {
  @ParameterizedTest
  @CsvSource({
    "/model/layers/layers.3/self_attn/MatMul_1,model.layers.3.self_attn,MatMul_1",
    "/layer1/layer1.0/conv1/Conv,layer1.0.conv1,Conv",
    "/blocks/blocks.1/blocks.1.2/Add,blocks.1.2,Add",
    "/h.0/attn/Mul,h.0.attn,Mul",
    "/Gemm,'',Gemm",
  })
  void modulesAreToldFromLists(String name, String module, String node) {
    assertThat(TracedName.of(name)).isEqualTo(new TracedName(module, node));
  }

  @ParameterizedTest
  @ValueSource(strings = {"node_conv2d_3", "", "/", "a/b", "//x", "/x/"})
  void otherNamesAreNone(String name) {
    assertThat(TracedName.of(name)).isNull();
  }
}
