package dev.npusim.mapper.nest;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Window;
import java.util.List;

/** Makes layers of the usual shapes. Dims of bound 1 are kept, so that mappings may name them. */
public final class Layers {
  private static final int PARTIAL_BITS = 8 * Precision.PARTIAL_SUM_BYTES;

  /** Step and reach of a window along rows (P, R) or columns (Q, S). */
  public record Slide(long stride, long dilation) {
    public static final Slide UNIT = new Slide(1, 1);

    private static Slide of(Window window) {
      return new Slide(window.stride(), window.dilation());
    }
  }

  private Layers() {}

  /**
   * A convolution: Weights(G,K,C,R,S), Inputs(N,G,C,P/R,Q/S), Outputs(N,G,K,P,Q). K and C are those
   * of one group; G is left out where there is one group.
   */
  public static Layer convolution(
      String name, LoopNest.Conv nest, Slide rows, Slide columns, Precision precision) {
    Builder b = new Builder(name, precision);
    int n = b.dim("N", nest.n());
    int k = b.dim("K", nest.k());
    int c = b.dim("C", nest.c());
    int p = b.dim("P", nest.p());
    int q = b.dim("Q", nest.q());
    int r = b.dim("R", nest.r());
    int s = b.dim("S", nest.s());
    boolean grouped = nest.g() > 1;
    int[] group = grouped ? new int[] {b.dim("G", nest.g())} : new int[0];
    b.operand("Weights", Role.WEIGHTS, b.plain(group, k, c, r, s));
    b.operand(
        "Inputs",
        Role.INPUTS,
        ImmutableList.<Coordinate>builder()
            .addAll(b.plain(group, n, c))
            .add(Coordinate.window(p, rows.stride(), r, rows.dilation()))
            .add(Coordinate.window(q, columns.stride(), s, columns.dilation()))
            .build());
    b.operand("Outputs", Role.OUTPUTS, b.plain(group, n, k, p, q));
    return b.build();
  }

  /**
   * A convolution over flattened output positions, in the order in which images are stored:
   * Weights(G,N,C,R,S), Inputs(G,C,M/R), Outputs(G,M,N), with M = batch x rows x columns of the
   * output and N the output channels of a group. A step of M moves {@code perOutput} input
   * positions, a step of R {@code perTap}. The window along a row is left out of the inputs'
   * address: it reaches S - 1 positions, a block of rows many times that.
   */
  public static Layer positions(
      String name, LoopNest.Conv nest, long perOutput, long perTap, Precision precision) {
    Builder b = new Builder(name, precision);
    int m = b.dim("M", nest.asMatrix().m());
    int n = b.dim("N", nest.k());
    int c = b.dim("C", nest.c());
    int r = b.dim("R", nest.r());
    int s = b.dim("S", nest.s());
    int[] group = nest.g() > 1 ? new int[] {b.dim("G", nest.g())} : new int[0];
    b.operand("Weights", Role.WEIGHTS, b.plain(group, n, c, r, s));
    b.operand(
        "Inputs",
        Role.INPUTS,
        ImmutableList.<Coordinate>builder()
            .addAll(b.plain(group, c))
            .add(Coordinate.window(m, perOutput, r, perTap))
            .build());
    b.operand("Outputs", Role.OUTPUTS, b.plain(group, m, n));
    return b.build();
  }

  /** A matrix product with a weight: A(M,K), B(K,N), Z(M,N). */
  public static Layer gemm(String name, long m, long n, long k, Precision precision) {
    Builder b = new Builder(name, precision);
    int dimM = b.dim("M", m);
    int dimN = b.dim("N", n);
    int dimK = b.dim("K", k);
    b.operand("A", Role.INPUTS, b.plain(new int[0], dimM, dimK));
    b.operand("B", Role.WEIGHTS, b.plain(new int[0], dimK, dimN));
    b.operand("Z", Role.OUTPUTS, b.plain(new int[0], dimM, dimN));
    return b.build();
  }

  /**
   * {@code batch} products of two activations: A(B,M,K), W(B,K,N), Z(B,M,N). W, though computed,
   * takes the weights' place in the hardware and the activations' width.
   */
  public static Layer bmm(String name, long batch, long m, long n, long k, Precision precision) {
    int bits = precision.activationBits();
    Builder b = new Builder(name, bits, bits);
    int dimB = b.dim("B", batch);
    int dimM = b.dim("M", m);
    int dimN = b.dim("N", n);
    int dimK = b.dim("K", k);
    b.operand("A", Role.INPUTS, b.plain(new int[0], dimB, dimM, dimK));
    b.operand("W", Role.WEIGHTS, b.plain(new int[0], dimB, dimK, dimN));
    b.operand("Z", Role.OUTPUTS, b.plain(new int[0], dimB, dimM, dimN));
    return b.build();
  }

  /** The nests of an operation: one, or two for attention (scores, then values). */
  public static ImmutableList<Layer> of(
      String name, Contraction operation, ImmutableList<TensorType> inputs, Precision precision) {
    List<LoopNest> nests = operation.loopNests(inputs);
    if (operation instanceof Convolution convolution) {
      return ImmutableList.of(
          convolution(
              name,
              (LoopNest.Conv) nests.get(0),
              Slide.of(convolution.rows()),
              Slide.of(convolution.columns()),
              precision));
    }
    if (operation instanceof CausalConvolution) {
      return ImmutableList.of(
          convolution(name, (LoopNest.Conv) nests.get(0), Slide.UNIT, Slide.UNIT, precision));
    }
    if (operation instanceof Linear) {
      LoopNest.Matrix matrix = nests.get(0).asMatrix();
      return ImmutableList.of(gemm(name, matrix.m(), matrix.n(), matrix.k(), precision));
    }
    if (operation instanceof MatMul) {
      return ImmutableList.of(bmm(name, nests.get(0).asMatrix(), precision));
    }
    if (operation instanceof Attention) {
      return ImmutableList.of(
          bmm(name + ".scores", nests.get(0).asMatrix(), precision),
          bmm(name + ".values", nests.get(1).asMatrix(), precision));
    }
    throw new IllegalArgumentException(operation.kind());
  }

  private static Layer bmm(String name, LoopNest.Matrix matrix, Precision precision) {
    return bmm(name, matrix.batch(), matrix.m(), matrix.n(), matrix.k(), precision);
  }

  private static final class Builder {
    private final String name;
    private final int weightBits;
    private final int activationBits;
    private final ImmutableList.Builder<Dim> dims = ImmutableList.builder();
    private final ImmutableList.Builder<Operand> operands = ImmutableList.builder();
    private int count;

    Builder(String name, Precision precision) {
      this(name, precision.weightBits(), precision.activationBits());
    }

    Builder(String name, int weightBits, int activationBits) {
      this.name = name;
      this.weightBits = weightBits;
      this.activationBits = activationBits;
    }

    int dim(String dim, long bound) {
      dims.add(new Dim(dim, bound));
      return count++;
    }

    ImmutableList<Coordinate> plain(int[] first, int... indices) {
      ImmutableList.Builder<Coordinate> coordinates = ImmutableList.builder();
      for (int index : first) {
        coordinates.add(Coordinate.of(index));
      }
      for (int index : indices) {
        coordinates.add(Coordinate.of(index));
      }
      return coordinates.build();
    }

    void operand(String operand, Role role, ImmutableList<Coordinate> coordinates) {
      int bits = role == Role.WEIGHTS ? weightBits : activationBits;
      operands.add(
          new Operand(
              operand, role, coordinates, bits, role == Role.OUTPUTS ? PARTIAL_BITS : bits));
    }

    Layer build() {
      return new Layer(name, dims.build(), operands.build());
    }
  }
}
