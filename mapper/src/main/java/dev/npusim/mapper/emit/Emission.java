package dev.npusim.mapper.emit;

import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.mapper.plan.AddressSpace;
import dev.npusim.mapper.plan.Buffer;
import dev.npusim.mapper.plan.ResidencyPlan;
import dev.npusim.mapper.plan.Stored;
import dev.npusim.mapper.plan.TensorTable;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where things are while instructions are written: which buffers are live, what waits to be stored.
 * Groups ask it for operands and for room for results; it answers with accesses and adds the
 * transfers that this takes.
 */
final class Emission {
  /**
   * Transfers are cut to about this size, so that their first part can be used while the rest
   * moves.
   */
  private static final long TRANSFER_BYTES = 64 << 10;

  final Graph graph;
  final Npu npu;
  final ProgramWriter writer;
  final TensorTable tensors;
  private final Aliases aliases;
  private final ResidencyPlan plan;
  private final boolean lateWrites;

  /** By tensor. */
  private final List<List<Buffer>> live = new ArrayList<>();

  private final Map<String, Integer> positions = new HashMap<>();

  /** Residencies that stay for good. */
  final ImmutableSet.Builder<Integer> pinned = ImmutableSet.builder();

  /** Stores of the last tiles, the oldest first: as many tiles as cores work on at a time. */
  private final ArrayDeque<List<Store>> waiting = new ArrayDeque<>();

  private final List<Store> held = new ArrayList<>();

  /** How many wait or are held. */
  private int stores;

  /** A transfer to DRAM that has to wait until what it stores has been computed. */
  private record Store(int layer, int residency, Region region, Traffic traffic) {}

  Emission(
      Graph graph,
      Npu npu,
      Aliases aliases,
      TensorTable tensors,
      ResidencyPlan plan,
      ProgramWriter writer,
      boolean lateWrites) {
    this.graph = graph;
    this.npu = npu;
    this.aliases = aliases;
    this.tensors = tensors;
    this.plan = plan;
    this.lateWrites = lateWrites;
    this.writer = writer;
    tensors.all().forEach(tensor -> live.add(new ArrayList<>(0)));
    for (int i = 0; i < graph.nodes().size(); i++) {
      positions.put(graph.nodes().get(i).name(), i);
    }
  }

  int position(Node node) {
    Integer position = positions.get(node.name());
    return position == null ? -1 : position;
  }

  /** Opens the buffers that begin at a step and issues their transfers. */
  void begin(List<Buffer> beginning) {
    for (Buffer buffer : beginning) {
      if (buffer.fill() == Buffer.Fill.SLOTS) {
        continue;
      }
      buffer.becomes(
          open(buffer.address(), buffer.bytes(), buffer.tensor(), buffer.region(), buffer.use()));
      live.get(buffer.tensor().id()).add(buffer);
      if (buffer.fill() == Buffer.Fill.PINNED) {
        pinned.add(buffer.residency());
      }
      if (buffer.fill() == Buffer.Fill.FETCHED || buffer.fill() == Buffer.Fill.PINNED) {
        if (buffer.tensor().role() == Tensor.Role.ACTIVATION) {
          flushBefore(buffer.tensor());
        }
        fetch(buffer.layer(), buffer.residency(), buffer.tensor(), buffer.region());
      }
    }
  }

  /** Forgets a buffer. */
  void end(Buffer ending) {
    live.get(ending.tensor().id()).remove(ending);
  }

  /**
   * Opens a residency in the SRAM; a store that still has to read from those addresses is written
   * first.
   *
   * @return its id
   */
  int open(long address, long bytes, Tensor tensor, Region region, Use use) {
    boolean waits = stores > 0 && waits(held, address, bytes);
    if (stores > 0) {
      for (List<Store> each : waiting) {
        waits |= waits(each, address, bytes);
      }
    }
    if (waits) {
      flush();
    }
    return writer.open(Memory.SRAM, address, AddressSpace.align(bytes), tensor, region, use);
  }

  /** Whether a store still has to read from an address range. */
  private boolean waits(List<Store> stores, long address, long bytes) {
    for (Store store : stores) {
      Residency old = writer.residency(store.residency());
      if (old.address() < address + bytes && address < old.address() + old.bytes()) {
        return true;
      }
    }
    return false;
  }

  /** Fetches a region in pieces of whole rows. */
  private void fetch(int layer, int residency, Tensor tensor, Region region) {
    long rowBytes = Math.max(1, tensor.bytes(region.columns()));
    // Whole blocks of rows where they have a structure.
    long block = tensor.sparsity().of();
    long most = Math.max(1, TRANSFER_BYTES / rowBytes / block) * block;
    int rows = (int) Math.max(1, Math.min(region.rows(), most));
    for (int row = region.rowBegin(); row < region.rowEnd(); row += rows) {
      Region piece =
          new Region(
              row, Math.min(region.rowEnd(), row + rows), region.columnBegin(), region.columnEnd());
      writer.fetch(layer, residency, piece, trafficFrom(tensor));
    }
  }

  private static Traffic trafficFrom(Tensor tensor) {
    return switch (tensor.role()) {
      case INPUT -> Traffic.INPUTS;
      case WEIGHT -> Traffic.WEIGHTS;
      case ACTIVATION -> Traffic.SPILL_READ;
      case SCRATCH -> Traffic.OTHER;
    };
  }

  /**
   * Adds accesses that cover {@code region} of {@code value} in SRAM; what is not resident is
   * fetched into the next slot.
   *
   * @param ring slots for what is not resident, or null when all of it must be
   */
  void obtain(int layer, Value value, Region region, @Nullable Ring ring, List<Access> accesses) {
    long slot = -1;
    long offset = 0;
    for (Aliases.Part part : aliases.resolve(value, region)) {
      Tensor tensor = tensors.of(part.root());
      Region wanted =
          part.root().isStatic() ? tensors.stored(part.root(), part.region()) : part.region();
      List<Region> elsewhere = resident(tensor, wanted, accesses);
      for (int i = 0; i < elsewhere.size(); i++) {
        Region missing = elsewhere.get(i);
        if (ring == null) {
          throw new IllegalStateException(
              "not resident: " + missing + " of " + tensor.name() + " for node " + layer);
        }
        if (slot < 0) {
          slot = ring.next();
        }
        long bytes = tensor.bytes(missing);
        long address = ring.advance(slot, offset, bytes);
        offset += AddressSpace.align(bytes);
        if (tensor.role() == Tensor.Role.ACTIVATION) {
          flushBefore(tensor);
        }
        int residency =
            open(
                address,
                bytes,
                tensor,
                missing,
                tensor.role() == Tensor.Role.WEIGHT ? Use.WEIGHTS : Use.ACTIVATIONS);
        writer.fetch(layer, residency, missing, trafficFrom(tensor));
        accesses.add(new Access(residency, missing));
      }
    }
  }

  /** Accesses to a region of a tensor that must be resident. */
  List<Access> resident(Tensor tensor, Region region) {
    List<Access> accesses = new ArrayList<>(1);
    List<Region> missing = resident(tensor, region, accesses);
    if (!missing.isEmpty()) {
      throw new IllegalStateException("not resident: " + missing + " of " + tensor.name());
    }
    return accesses;
  }

  /** Adds accesses to the resident parts of {@code wanted} and returns the parts that are not. */
  private List<Region> resident(Tensor tensor, Region wanted, List<Access> accesses) {
    List<Buffer> buffers = live.get(tensor.id());
    for (int i = 0; i < buffers.size(); i++) {
      Buffer buffer = buffers.get(i);
      if (buffer.region().overlaps(wanted)) {
        if (buffer.region().contains(wanted)) {
          accesses.add(new Access(buffer.residency(), wanted));
          return List.of();
        }
        return inParts(buffers, i, wanted, accesses);
      }
    }
    return List.of(wanted);
  }

  /** The same where no buffer has all of it, and none before index {@code first} any. */
  private static List<Region> inParts(
      List<Buffer> buffers, int first, Region wanted, List<Access> accesses) {
    List<Region> missing = List.of(wanted);
    for (int i = first; i < buffers.size() && !missing.isEmpty(); i++) {
      Buffer buffer = buffers.get(i);
      if (missing.size() == 1 && !missing.get(0).overlaps(buffer.region())) {
        continue;
      }
      List<Region> rest = new ArrayList<>();
      for (Region region : missing) {
        if (region.overlaps(buffer.region())) {
          Region common = region.intersect(buffer.region());
          accesses.add(new Access(buffer.residency(), common));
          rest.addAll(region.without(common));
        } else {
          rest.add(region);
        }
      }
      missing = rest;
    }
    return missing;
  }

  /**
   * Room for a region of a result. What does not stay in SRAM goes to the next slot and from there
   * to DRAM; what stays but is needed in DRAM later is stored from where it stays.
   */
  List<Access> result(int layer, Value value, Region region, @Nullable Ring ring) {
    Tensor tensor = tensors.of(value);
    List<Access> accesses = new ArrayList<>(1);
    List<Region> elsewhere = resident(tensor, region, accesses);
    long slot = -1;
    long offset = 0;
    for (Region part : elsewhere) {
      if (ring == null) {
        throw new IllegalStateException("no room for " + part + " of " + tensor.name());
      }
      if (slot < 0) {
        slot = ring.next();
      }
      long bytes = tensor.bytes(part);
      long address = ring.advance(slot, offset, bytes);
      offset += AddressSpace.align(bytes);
      int residency = open(address, bytes, tensor, part, Use.ACTIVATIONS);
      accesses.add(new Access(residency, part));
    }
    Stored stored = plan.find(value.name());
    if (stored != null) {
      // Held only once all room is found: opening some may flush what is held, and this is not
      // computed yet.
      accesses.forEach(access -> hold(layer, stored, access));
    }
    return accesses;
  }

  /** Holds what of a result has to go to DRAM, for good or for a while. */
  private void hold(int layer, Stored stored, Access made) {
    int before = held.size();
    for (Region part : plan.results(stored, made.region())) {
      held.add(new Store(layer, made.residency(), part, Traffic.OUTPUTS));
    }
    for (Region part : plan.spills(stored, made.region())) {
      held.add(new Store(layer, made.residency(), part, Traffic.SPILL_WRITE));
    }
    stores += held.size() - before;
  }

  /**
   * Called after each tile: stores of the tile before (on several cores: of as many tiles before)
   * are written now, behind the transfers that were issued for this one, so that nothing queues
   * behind a store whose data is not there yet.
   */
  void tileDone() {
    waiting.addLast(List.copyOf(held));
    held.clear();
    if (waiting.size() > npu.cores()) {
      waiting.removeFirst().forEach(this::write);
    }
  }

  /** Before a tensor is fetched what waits of it has to be written; and all that waits, if soon. */
  private void flushBefore(Tensor fetched) {
    if (!lateWrites || holds(held, fetched)) {
      flush();
      return;
    }
    for (List<Store> each : waiting) {
      if (holds(each, fetched)) {
        flush();
        return;
      }
    }
  }

  private boolean holds(List<Store> stores, Tensor tensor) {
    for (Store store : stores) {
      if (writer.residency(store.residency()).tensor() == tensor.id()) {
        return true;
      }
    }
    return false;
  }

  /** Writes all stores that wait. */
  void flush() {
    waiting.forEach(stores -> stores.forEach(this::write));
    waiting.clear();
    held.forEach(this::write);
    held.clear();
  }

  private void write(Store store) {
    stores--;
    writer.store(store.layer(), store.residency(), store.region(), store.traffic());
  }
}
