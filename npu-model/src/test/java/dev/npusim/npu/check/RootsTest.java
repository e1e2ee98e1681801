package dev.npusim.npu.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Slice;
import dev.npusim.npu.program.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Views, broadcasts and reductions against an element-by-element evaluation. */
class RootsTest {
  /** A stored position's origins, as tensor:row:column. */
  private final Map<String, List<Set<String>>> stored = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void findsExactlyTheElements(long seed) {
    Random random = new Random(seed);
    for (int trial = 0; trial < 100; trial++) {
      stored.clear();
      check(random);
    }
  }

  private void check(Random random) {
    GraphBuilder g = new GraphBuilder("g");
    Value current = g.input("i0", type(random));
    origin(current);
    for (int i = 1; i <= 4; i++) {
      Shape shape = current.type().shape();
      int axis = random.nextInt(shape.rank());
      switch (random.nextInt(3)) {
        case 0 -> {
          long extent = 1 + random.nextInt(3);
          Value more = g.input("i" + i, current.type().withShape(shape.with(axis, extent)));
          origin(more);
          Value joined = g.add("v" + i, "", new Concat(axis), current, more);
          long offset = shape.dim(axis);
          List<Value> parts = List.of(current, more);
          fill(
              joined,
              index -> {
                Value from = parts.get(index[axis] < offset ? 0 : 1);
                long[] inside = index.clone();
                inside[axis] -= from == more ? offset : 0;
                return at(from, inside);
              });
          current = joined;
        }
        case 1 -> {
          long start = random.nextInt((int) shape.dim(axis));
          long length = 1 + random.nextInt((int) (shape.dim(axis) - start));
          Value from = current;
          current = g.add("v" + i, "", new Slice(axis, start, length), current);
          fill(
              current,
              index -> {
                long[] inside = index.clone();
                inside[axis] += start;
                return at(from, inside);
              });
        }
        default -> {
          TensorType target = reshape(current.type(), random);
          Value from = current;
          current = g.add("v" + i, "", new Reshape(target), current);
          stored.put(current.name(), stored.get(from.name()));
        }
      }
    }
    Value view = current;
    Value small = broadcastable(g, view, random);
    Value sum = g.add("sum", "", new Binary(Binary.Function.ADD), view, small);
    fill(
        sum,
        index -> {
          Set<String> both = new TreeSet<>(at(view, index));
          long[] inside = new long[small.type().shape().rank()];
          int missing = index.length - inside.length;
          for (int a = 0; a < inside.length; a++) {
            inside[a] = small.type().shape().dim(a) == 1 ? 0 : index[a + missing];
          }
          both.addAll(at(small, inside));
          return both;
        });
    ImmutableList.Builder<Integer> axes = ImmutableList.builder();
    for (int axis = 0; axis < view.type().shape().rank(); axis++) {
      if (random.nextBoolean()) {
        axes.add(axis);
      }
    }
    Reduce reduce = new Reduce(Reduce.Function.MAX, axes.build(), random.nextBoolean());
    Value reduced = g.add("reduced", "", reduce, view);
    List<Set<String>> origins = new ArrayList<>();
    for (int i = 0; i < reduced.elements(); i++) {
      origins.add(new TreeSet<>());
    }
    stored.put("reduced", origins);
    each(
        view.type(),
        index -> {
          List<Long> kept = new ArrayList<>();
          for (int axis = 0; axis < index.length; axis++) {
            if (!reduce.axes().contains(axis)) {
              kept.add(index[axis]);
            } else if (reduce.keepAxes()) {
              kept.add(0L);
            }
          }
          long[] to = kept.stream().mapToLong(Long::longValue).toArray();
          origins.get(position(reduced.type(), to)).addAll(at(view, index));
        });
    Graph graph = g.build();
    Program program = new ProgramBuilder(graph, ImmutableMap.of(), Precision.W8A8).build();
    Roots roots = new Roots(program);
    VectorOperands operands = new VectorOperands(roots, new Contractions(roots));
    for (Node node : graph.nodes()) {
      Region region = part(node.output().type(), random);
      List<Piece> pieces = new ArrayList<>();
      if (node.output().equals(sum) || node.output().equals(reduced)) {
        operands.operands(node, region, pieces);
      } else {
        roots.resolve(node.output(), region, pieces);
      }
      assertThat(elements(program, pieces)).isEqualTo(expected(node.output(), region));
    }
  }

  private static TensorType type(Random random) {
    int rank = 2 + random.nextInt(3);
    long[] dims = random.longs(rank, 1, 5).toArray();
    return rank >= 3 && random.nextBoolean() ? TensorType.image(dims) : TensorType.rowMajor(dims);
  }

  private static TensorType reshape(TensorType from, Random random) {
    List<Long> factors = new ArrayList<>();
    long rest = from.elements();
    for (long f = 2; rest > 1; ) {
      if (rest % f == 0) {
        factors.add(f);
        rest /= f;
      } else {
        f++;
      }
    }
    long[] dims = new long[2 + random.nextInt(3)];
    java.util.Arrays.fill(dims, 1);
    factors.forEach(f -> dims[random.nextInt(dims.length)] *= f);
    return dims.length >= 3 && random.nextBoolean()
        ? TensorType.image(dims)
        : TensorType.rowMajor(dims);
  }

  private Value broadcastable(GraphBuilder g, Value like, Random random) {
    Shape shape = like.type().shape();
    int dropped = random.nextInt(shape.rank());
    long[] dims = new long[shape.rank() - dropped];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = random.nextBoolean() ? 1 : shape.dim(axis + dropped);
    }
    TensorType type =
        dims.length >= 3 && random.nextBoolean()
            ? TensorType.image(dims)
            : TensorType.rowMajor(dims);
    Value small = g.input("small", type);
    origin(small);
    return small;
  }

  private static Region part(TensorType type, Random random) {
    int r = random.nextInt((int) type.rows());
    int c = random.nextInt((int) type.columns());
    return new Region(
        r,
        r + 1 + random.nextInt((int) type.rows() - r),
        c,
        c + 1 + random.nextInt((int) type.columns() - c));
  }

  private void origin(Value input) {
    List<Set<String>> origins = new ArrayList<>();
    for (int i = 0; i < input.elements(); i++) {
      long columns = input.type().columns();
      origins.add(Set.of(input.name() + ":" + i / columns + ":" + i % columns));
    }
    stored.put(input.name(), origins);
  }

  private interface ByIndex {
    Set<String> at(long[] index);
  }

  private void fill(Value value, ByIndex origin) {
    List<Set<String>> origins = new ArrayList<>();
    for (int i = 0; i < value.elements(); i++) {
      origins.add(Set.of());
    }
    each(value.type(), index -> origins.set(position(value.type(), index), origin.at(index)));
    stored.put(value.name(), origins);
  }

  private Set<String> at(Value value, long[] index) {
    return stored.get(value.name()).get(position(value.type(), index));
  }

  private static void each(TensorType type, java.util.function.Consumer<long[]> body) {
    for (long i = 0; i < type.elements(); i++) {
      long[] index = new long[type.shape().rank()];
      long rest = i;
      for (int axis = index.length - 1; axis >= 0; axis--) {
        index[axis] = rest % type.shape().dim(axis);
        rest /= type.shape().dim(axis);
      }
      body.accept(index);
    }
  }

  /** Where an element is stored, counted along the rows of the matrix. */
  private static int position(TensorType type, long[] index) {
    long position = 0;
    for (int axis = 0; axis < index.length; axis++) {
      if (type.layout() != Layout.IMAGE || axis != 1) {
        position = position * type.shape().dim(axis) + index[axis];
      }
    }
    return (int) (type.layout() == Layout.IMAGE ? position * type.columns() + index[1] : position);
  }

  private Set<String> expected(Value value, Region region) {
    Set<String> all = new TreeSet<>();
    for (int r = region.rowBegin(); r < region.rowEnd(); r++) {
      for (int c = region.columnBegin(); c < region.columnEnd(); c++) {
        all.addAll(stored.get(value.name()).get((int) (r * value.type().columns() + c)));
      }
    }
    return all;
  }

  private static Set<String> elements(Program program, List<Piece> pieces) {
    return pieces.stream()
        .flatMap(
            piece -> {
              List<String> names = new ArrayList<>();
              Region region = piece.region();
              for (int r = region.rowBegin(); r < region.rowEnd(); r++) {
                for (int c = region.columnBegin(); c < region.columnEnd(); c++) {
                  names.add(program.tensors().get(piece.tensor()).name() + ":" + r + ":" + c);
                }
              }
              return names.stream();
            })
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
