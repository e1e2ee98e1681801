package dev.npusim.mapper.tile;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.Role;
import dev.npusim.mapper.nest.SpatialAxis;
import dev.npusim.mapper.nest.npu.RunArchitecture;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The loops of a contraction group as a mapping of its layer to {@link RunArchitecture}, and back.
 *
 * <pre>
 * dram          batch, blocks of rows, tiles of columns
 *   sram        tiles of columns when all weights stay; tiles of rows; chunks of the reduction
 *     slots     (results; weights while a block is one tile of rows)
 *       accumulator   panels and folds of one array instruction
 *         axes, pe    the dataflow
 * </pre>
 *
 * Groups of a convolution are tiles of columns: their inputs stay together in the SRAM. Not every
 * tiling is such a nest: a chunk of the reduction has to be a box of the layer's dims (whole
 * channels), a block whole tiles, and nothing may stay that the loops say passes.
 */
public final class ContractionNest {
  /** The first level with loops around array instructions. */
  private static final int AROUND = RunArchitecture.PE + 1;

  private final Layer layer;
  private final ContractionDims dims;
  private final int panels;
  private final boolean grouped;
  private final Dataflow dataflow;
  private final Architecture architecture;
  private final int[] roleOf;

  /** Indices of rows, of columns with all groups, and of the reduction. */
  private final long allRows;

  private final long allColumns;
  private final long allReduction;

  /** Extents covered so far while a mapping is written from the inside. */
  private final long[] covered;

  /** The array instruction written last. */
  private @Nullable Instruction last;

  /**
   * One array instruction: a search asks for many loops around each.
   *
   * @param flat where it is written
   * @param tile extents of the rows; null where they are no box
   * @param chunk extents of the reduction; null where they are no box
   * @param covered what it covers
   * @param fits whether the array can run it
   */
  private record Instruction(
      FlatMapping flat,
      int tileM,
      int tileN,
      int tileK,
      long @Nullable [] tile,
      long @Nullable [] chunk,
      long[] covered,
      boolean fits) {
    boolean isOf(ContractionLoops loops, FlatMapping other) {
      return flat == other
          && tileM == loops.tileM()
          && tileN == loops.tileN()
          && tileK == loops.tileK();
    }
  }

  /**
   * @param panels products that make one result column (2 for a gated unit)
   * @param grouped whether the dim that all operands have counts groups of a convolution
   */
  public ContractionNest(Npu npu, Layer layer, int panels, boolean grouped, Dataflow dataflow) {
    this.layer = layer;
    this.dims = ContractionDims.of(layer);
    this.panels = panels;
    this.grouped = grouped;
    this.dataflow = dataflow;
    this.architecture = RunArchitecture.of(npu, layer, dataflow);
    this.covered = new long[layer.dims().size()];
    this.allRows = volume(dims.rows());
    this.allColumns = (grouped ? volume(dims.repeats()) : 1) * volume(dims.columns());
    this.allReduction = volume(dims.reduction());
    this.roleOf = new int[Role.values().length];
    for (int operand = 0; operand < layer.operands().size(); operand++) {
      roleOf[layer.operands().get(operand).role().ordinal()] = operand;
    }
  }

  public Architecture architecture() {
    return architecture;
  }

  /** Position of the operand of a role. */
  int operand(Role role) {
    return roleOf[role.ordinal()];
  }

  /** The mapping of some loops; empty where they are no nest of this layer. */
  public Optional<Mapping> mapping(ContractionLoops loops) {
    FlatMapping flat = new FlatMapping(architecture, layer);
    return write(loops, flat) ? Optional.of(flat.toMapping()) : Optional.empty();
  }

  /** The loops that a mapping describes; empty where no group runs in such a nest. */
  public Optional<ContractionLoops> loops(Mapping mapping) {
    ContractionLoops loops = read(FlatMapping.of(architecture, layer, mapping));
    return mapping(loops).filter(mapping::equals).map(same -> loops);
  }

  // ---- loops to mapping ----

  /** Writes loops to {@code flat}; false where they are no nest of this layer. */
  boolean write(ContractionLoops loops, FlatMapping flat) {
    boolean blocks = loops.blockRows() < allRows;
    if ((blocks && loops.blockRows() % loops.tileM() != 0) || contradicts(loops, blocks)) {
      return false;
    }
    long[] block = ContractionDims.box(layer, dims.rows(), loops.blockRows());
    Instruction instruction = instruction(loops, flat);
    long[] tile = instruction.tile();
    long[] chunk = instruction.chunk();
    if (block == null || tile == null || chunk == null || !instruction.fits()) {
      return false;
    }
    long column = column(loops);
    int[] tiles = grouped ? dims.repeats() : dims.columns();
    new Level(flat, RunArchitecture.ACCUMULATOR)
        .cover(dims.reduction(), chunk)
        .cover(dims.columns(), grouped ? column : panels * column)
        .cover(dims.rows(), tile)
        .cover(dims.repeats(), grouped ? loops.tileN() / column : 1);
    Level sram =
        new Level(flat, RunArchitecture.SRAM).coverAll(dims.reduction()).cover(dims.rows(), block);
    if (loops.pinned() || grouped) {
      sram.coverAll(tiles);
    }
    Level dram = new Level(flat, RunArchitecture.DRAM).coverAll(tiles).coverAll(dims.rows());
    if (!grouped) {
      dram.coverAll(dims.repeats());
    }
    keep(loops, flat);
    return true;
  }

  /** Whether the loops say that something passes again which a memory of its size still holds. */
  private boolean contradicts(ContractionLoops loops, boolean blocks) {
    boolean oneColumnTile = loops.tileN() >= (grouped ? allColumns : allColumns / panels);
    boolean oneChunk = loops.tileK() >= allReduction;
    boolean stays = oneColumnTile && (oneChunk || !passes(loops));
    return loops.pinned() ? !blocks : blocks && stays;
  }

  /** Columns of one array instruction. */
  private long column(ContractionLoops loops) {
    return grouped ? volume(dims.columns()) : loops.tileN();
  }

  /** Writes an array instruction to a mapping without loops around it. */
  private Instruction instruction(ContractionLoops loops, FlatMapping flat) {
    Instruction written = last;
    if (written != null && written.isOf(loops, flat)) {
      Arrays.fill(flat.factors, AROUND * covered.length, flat.factors.length, 1);
      System.arraycopy(written.covered(), 0, covered, 0, covered.length);
      return written;
    }
    long[] tile = ContractionDims.box(layer, dims.rows(), loops.tileM());
    long[] chunk = ContractionDims.box(layer, dims.reduction(), loops.tileK());
    Arrays.fill(flat.factors, 1);
    Arrays.fill(flat.spatial, 1);
    Arrays.fill(covered, 1);
    boolean fits = tile != null && chunk != null && array(flat, tile, column(loops), chunk);
    written =
        new Instruction(
            flat, loops.tileM(), loops.tileN(), loops.tileK(), tile, chunk, covered.clone(), fits);
    last = written;
    return written;
  }

  /** One array instruction: one matrix dim streams, the others lie side by side. */
  private boolean array(FlatMapping flat, long[] tile, long column, long[] chunk) {
    long[] columns = {column};
    int[] m = dims.rows();
    int[] n = dims.columns();
    int[] k = dims.reduction();
    Level pe = new Level(flat, RunArchitecture.PE);
    return switch (dataflow) {
      case WEIGHT_STATIONARY -> {
        pe.cover(m, tile);
        yield axes(flat, k, chunk, n, columns);
      }
      case INPUT_STATIONARY -> {
        pe.cover(n, columns);
        yield axes(flat, k, chunk, m, tile);
      }
      case OUTPUT_STATIONARY -> {
        pe.cover(k, chunk);
        yield axes(flat, m, tile, n, columns);
      }
      case OUTPUT_STATIONARY_TRANSPOSED -> {
        pe.cover(k, chunk);
        yield axes(flat, n, columns, m, tile);
      }
    };
  }

  private boolean axes(
      FlatMapping flat, int[] rows, long[] rowTile, int[] columns, long[] columnTile) {
    return axis(flat, RunArchitecture.COLUMNS, columns, columnTile)
        && axis(flat, RunArchitecture.ROWS, rows, rowTile);
  }

  private boolean axis(FlatMapping flat, int position, int[] along, long[] tile) {
    SpatialAxis axis = architecture.axes().get(position);
    boolean[] whole = new boolean[along.length];
    for (int i = 0; i < along.length; i++) {
      whole[i] = tile[i] >= bound(along[i]);
    }
    AxisFolds folds = AxisFolds.of(tile, whole, axis.size());
    if (folds == null) {
      return false;
    }
    for (int i = 0; i < along.length; i++) {
      flat.spatial[position * covered.length + along[i]] = folds.factors()[i];
      covered[along[i]] *= folds.factors()[i];
    }
    return true;
  }

  private void keep(ContractionLoops loops, FlatMapping flat) {
    int inputs = 1 << operand(Role.INPUTS);
    int weights = 1 << operand(Role.WEIGHTS);
    int outputs = 1 << operand(Role.OUTPUTS);
    boolean pass = passes(loops);
    flat.keeps[RunArchitecture.PE] =
        switch (dataflow) {
          case WEIGHT_STATIONARY -> weights;
          case INPUT_STATIONARY -> inputs;
          case OUTPUT_STATIONARY, OUTPUT_STATIONARY_TRANSPOSED -> outputs;
        };
    flat.keeps[RunArchitecture.ACCUMULATOR] = outputs;
    flat.keeps[RunArchitecture.SLOT_LEVEL] = outputs | (pass ? weights : 0);
    flat.keeps[RunArchitecture.SRAM] = inputs | (pass ? 0 : weights);
    flat.keeps[RunArchitecture.DRAM] = inputs | weights | outputs;
  }

  /** Whether weights pass through slots. */
  private boolean passes(ContractionLoops loops) {
    return !loops.pinned() && (grouped || loops.oneRowTile());
  }

  /** Appends loops to one level, from the innermost. */
  private final class Level {
    private final FlatMapping flat;
    private final int row;
    private int next;

    Level(FlatMapping flat, int level) {
      this.flat = flat;
      this.row = level * covered.length;
      this.next = 0;
    }

    /** Loops over what is left of some dims up to {@code extents}. */
    Level cover(int[] over, long... extents) {
      for (int i = 0; i < over.length; i++) {
        cover(over[i], extents[i]);
      }
      return this;
    }

    /** Loops over all that is left of some dims. */
    Level coverAll(int[] over) {
      for (int dim : over) {
        cover(dim, bound(dim));
      }
      return this;
    }

    private void cover(int dim, long extent) {
      long factor = (Math.min(extent, bound(dim)) + covered[dim] - 1) / covered[dim];
      if (factor > 1) {
        flat.factors[row + dim] = factor;
        covered[dim] *= factor;
      }
      place(dim);
    }

    /** Makes a dim the next one outwards. */
    private void place(int dim) {
      int at = next;
      while (flat.order[row + at] != dim) {
        at++;
      }
      flat.order[row + at] = flat.order[row + next];
      flat.order[row + next] = dim;
      next++;
    }
  }

  // ---- mapping to loops ----

  private ContractionLoops read(FlatMapping flat) {
    long tileM = covered(flat, dims.rows(), RunArchitecture.SLOT_LEVEL);
    long tileK = covered(flat, dims.reduction(), RunArchitecture.SLOT_LEVEL);
    long tileN =
        grouped
            ? covered(flat, dims.repeats(), RunArchitecture.SLOT_LEVEL) * volume(dims.columns())
            : covered(flat, dims.columns(), RunArchitecture.SLOT_LEVEL) / panels;
    long blockRows = covered(flat, dims.rows(), RunArchitecture.SRAM);
    boolean blocks = blockRows < volume(dims.rows());
    boolean atSram = (flat.keeps[RunArchitecture.SRAM] & 1 << operand(Role.WEIGHTS)) != 0;
    int[] tiles = grouped ? dims.repeats() : dims.columns();
    boolean allTiles = covered(flat, tiles, RunArchitecture.SRAM) >= volume(tiles);
    return new ContractionLoops(
        dataflow,
        Math.toIntExact(tileM),
        Math.toIntExact(tileN),
        Math.toIntExact(tileK),
        Math.toIntExact(blockRows),
        blocks && atSram && allTiles);
  }

  /** Extent of a tile of {@code level} along some dims together. */
  private long covered(FlatMapping flat, int[] over, int level) {
    long volume = 1;
    for (int dim : over) {
      long extent = 1;
      for (int l = 0; l <= level; l++) {
        extent *= flat.factors[l * covered.length + dim];
      }
      for (int axis = 0; axis < architecture.axes().size(); axis++) {
        extent *= flat.spatial[axis * covered.length + dim];
      }
      volume *= Math.min(extent, bound(dim));
    }
    return volume;
  }

  private long bound(int dim) {
    return layer.dims().get(dim).bound();
  }

  private long volume(int[] over) {
    return ContractionDims.volume(layer, over);
  }
}
