package dev.npusim.workloads.onnx.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.npusim.workloads.WorkloadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ElementTypeTest {
  // Codes and numbers: IEEE 754 for binary16; the tables of ONNX's "Float stored in 8 bits" and
  // "Float stored in 4 bits" pages (bias, largest, smallest, NaN) and the OCP Microscaling
  // specification for E2M1 and E8M0, worked out by hand from sign, exponent and mantissa.
  @ParameterizedTest
  @CsvSource({
    "FLOAT,3fc00000,1.5",
    "FLOAT,c0490fdb,-3.1415927410125732",
    "FLOAT,00000001,1.401298464324817E-45",
    "FLOAT,7f800000,Infinity",
    "DOUBLE,c000000000000001,-2.0000000000000004",
    "FLOAT16,3c00,1",
    "FLOAT16,c000,-2",
    "FLOAT16,7bff,65504",
    "FLOAT16,0001,5.9604644775390625E-8",
    "FLOAT16,03ff,6.097555160522461E-5",
    "FLOAT16,3555,0.333251953125",
    "FLOAT16,7c00,Infinity",
    "FLOAT16,fc00,-Infinity",
    "FLOAT16,7e00,NaN",
    "FLOAT16,8000,-0.0",
    "BFLOAT16,3f80,1",
    "BFLOAT16,c2f7,-123.5",
    "BFLOAT16,ff80,-Infinity",
    "FLOAT8E4M3FN,38,1",
    "FLOAT8E4M3FN,7e,448",
    "FLOAT8E4M3FN,7f,NaN",
    "FLOAT8E4M3FN,ff,NaN",
    "FLOAT8E4M3FN,01,0.001953125",
    "FLOAT8E4M3FN,07,0.013671875",
    "FLOAT8E4M3FN,08,0.015625",
    "FLOAT8E4M3FN,80,-0.0",
    "FLOAT8E4M3FNUZ,40,1",
    "FLOAT8E4M3FNUZ,7f,240",
    "FLOAT8E4M3FNUZ,80,NaN",
    "FLOAT8E4M3FNUZ,01,0.0009765625",
    "FLOAT8E4M3FNUZ,ff,-240",
    "FLOAT8E5M2,3c,1",
    "FLOAT8E5M2,7b,57344",
    "FLOAT8E5M2,7c,Infinity",
    "FLOAT8E5M2,fc,-Infinity",
    "FLOAT8E5M2,7d,NaN",
    "FLOAT8E5M2,01,1.52587890625E-5",
    "FLOAT8E5M2FNUZ,40,1",
    "FLOAT8E5M2FNUZ,7f,57344",
    "FLOAT8E5M2FNUZ,80,NaN",
    "FLOAT8E5M2FNUZ,01,7.62939453125E-6",
    "FLOAT4E2M1,0,0",
    "FLOAT4E2M1,1,0.5",
    "FLOAT4E2M1,2,1",
    "FLOAT4E2M1,3,1.5",
    "FLOAT4E2M1,4,2",
    "FLOAT4E2M1,5,3",
    "FLOAT4E2M1,6,4",
    "FLOAT4E2M1,7,6",
    "FLOAT4E2M1,f,-6",
    "FLOAT8E8M0,7f,1",
    "FLOAT8E8M0,00,5.877471754111438E-39",
    "FLOAT8E8M0,ff,NaN",
    "INT4,7,7",
    "INT4,8,-8",
    "INT4,f,-1",
    "UINT4,f,15",
    "INT2,2,-2",
    "UINT2,3,3",
    "INT8,80,-128",
    "UINT8,ff,255",
    "INT16,ffff,-1",
    "UINT16,ffff,65535",
    "INT32,80000000,-2147483648",
    "UINT32,ffffffff,4294967295",
    "INT64,ffffffffffffffff,-1",
    "UINT64,ffffffffffffffff,18446744073709551615",
    "BOOL,0,0",
    "BOOL,1,1",
  })
  void decodesExactly(ElementType type, String code, Double number) {
    assertThat(type.real(Long.parseUnsignedLong(code, 16))).isEqualTo(number);
  }

  /** Largest and smallest positive numbers of the 8-bit formats by brute force over all codes. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT8E4M3FN,448,0.001953125,2,0",
    "FLOAT8E4M3FNUZ,240,0.0009765625,1,0",
    "FLOAT8E5M2,57344,1.52587890625E-5,6,2",
    "FLOAT8E5M2FNUZ,57344,7.62939453125E-6,1,0",
  })
  void rangesOfTheEightBitFormats(
      ElementType type, double largest, double smallest, int nans, int infinities) {
    double max = 0;
    double min = Double.MAX_VALUE;
    int notANumber = 0;
    int infinite = 0;
    for (int code = 0; code < 256; code++) {
      double value = type.real(code);
      notANumber += Double.isNaN(value) ? 1 : 0;
      infinite += Double.isInfinite(value) ? 1 : 0;
      max = Double.isFinite(value) ? Math.max(max, value) : max;
      min = value > 0 ? Math.min(min, value) : min;
    }
    assertThat(max).isEqualTo(largest);
    assertThat(min).isEqualTo(smallest);
    assertThat(notANumber).isEqualTo(nans);
    assertThat(infinite).isEqualTo(infinities);
  }

  @ParameterizedTest
  @EnumSource(TensorProto.DataType.class)
  void hasTheNamesAndNumbersOfTheFormat(TensorProto.DataType known) {
    ElementType ours = ElementType.valueOf(known.name());
    if (ours.isNumber()) {
      assertThat(ElementType.of(known.getNumber(), "x")).isEqualTo(ours);
    } else {
      assertThatThrownBy(() -> ElementType.of(known.getNumber(), "tensor w"))
          .isInstanceOf(WorkloadException.class)
          .hasMessage(
              "tensor w has element type " + known + "; numbers and booleans are supported");
    }
  }

  @Test
  void anUnknownNumber() {
    assertThatThrownBy(() -> ElementType.of(77, "tensor w"))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("tensor w has an element type of number 77");
  }
}
