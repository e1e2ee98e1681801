package dev.npusim.mapper.nest;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.NearestName;
import java.util.List;

/**
 * A contraction as a loop nest without order: dims with bounds, and operands addressed by them.
 * Every point of the iteration space is one MAC.
 */
public record Layer(String name, ImmutableList<Dim> dims, ImmutableList<Operand> operands) {
  /** Sets of dims and operands are bit masks of this many bits at most. */
  public static final int MOST_DIMS = 16;

  public static final int MOST_OPERANDS = 8;

  public Layer {
    if (dims.isEmpty() || dims.size() > MOST_DIMS) {
      throw new MappingException(name + ": " + dims.size() + " dims; expected 1 to " + MOST_DIMS);
    }
    if (operands.size() > MOST_OPERANDS) {
      throw new MappingException(
          name + ": " + operands.size() + " operands; expected at most " + MOST_OPERANDS);
    }
    if (operands.stream().filter(Operand::isWritten).count() != 1) {
      throw new MappingException(name + ": expected exactly one operand that is written");
    }
    long macs = 1;
    try {
      for (Dim dim : dims) {
        macs = Math.multiplyExact(macs, dim.bound());
      }
    } catch (ArithmeticException overflow) {
      throw new MappingException(name + ": more than 2^63 MACs");
    }
  }

  /** Points of the iteration space. */
  public long macs() {
    return dims.stream().mapToLong(Dim::bound).reduce(1, Math::multiplyExact);
  }

  public List<String> dimNames() {
    return dims.stream().map(Dim::name).toList();
  }

  public List<String> operandNames() {
    return operands.stream().map(Operand::name).toList();
  }

  /**
   * The position of a dim.
   *
   * @param where what named it, for the message
   */
  public int dim(String dim, String where) {
    int index = dimNames().indexOf(dim);
    if (index < 0) {
      throw new MappingException(
          where + ": " + name + " has no dim " + dim + NearestName.hint(dim, dimNames()));
    }
    return index;
  }

  /** The position of an operand. */
  public int operand(String operand, String where) {
    int index = operandNames().indexOf(operand);
    if (index < 0) {
      throw new MappingException(
          where
              + ": "
              + name
              + " has no operand "
              + operand
              + NearestName.hint(operand, operandNames()));
    }
    return index;
  }

  /** Elements of {@code operand} over the whole layer: of the box, or those that are touched. */
  public long elements(Operand operand) {
    long elements = 1;
    for (Coordinate coordinate : operand.coordinates()) {
      long extent = 1;
      for (Coordinate.Term term : coordinate.terms()) {
        extent += term.coefficient() * (dims.get(term.dim()).bound() - 1);
      }
      if (coordinate.touched()) {
        Coordinate.Term a = coordinate.terms().get(0);
        Coordinate.Term b = coordinate.terms().get(1);
        extent =
            Touched.of(
                a.coefficient(),
                b.coefficient(),
                dims.get(a.dim()).bound(),
                dims.get(b.dim()).bound());
      }
      elements = Math.multiplyExact(elements, extent);
    }
    return elements;
  }

  /**
   * The same with elements that no MAC reads left out, of every tile: rows that stride and dilation
   * skip need not travel.
   */
  public Layer withoutGaps() {
    ImmutableList.Builder<Operand> dense = ImmutableList.builder();
    for (Operand operand : operands) {
      dense.add(
          new Operand(
              operand.name(),
              operand.role(),
              operand.coordinates().stream()
                  .map(Coordinate::withoutGaps)
                  .collect(ImmutableList.toImmutableList()),
              operand.bits(),
              operand.partialBits()));
    }
    return new Layer(name, dims, dense.build());
  }
}
