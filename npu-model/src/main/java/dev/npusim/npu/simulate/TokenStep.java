package dev.npusim.npu.simulate;

import dev.npusim.ir.KvCache;
import dev.npusim.ir.Value;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Tensor;
import java.util.HashSet;
import java.util.Set;

/**
 * What it takes to generate one token after {@code context} others, behind another such step.
 *
 * @param context tokens of each text that are cached before the step
 * @param cycles from the end of the step before to the end of this one
 * @param energyJ of it
 * @param weightBytes of weights that are read from DRAM
 * @param cacheBytes of the KV cache that are read from DRAM
 * @param otherBytes that are read from DRAM beside them
 * @param writtenBytes to DRAM, the new keys and values among them
 * @param cacheSize bytes of the KV cache that the step finds
 */
public record TokenStep(
    double context,
    double cycles,
    double energyJ,
    double weightBytes,
    double cacheBytes,
    double otherBytes,
    double writtenBytes,
    double cacheSize) {

  /**
   * The step of a run that is repeated: once that is steady, or the first of all, which also
   * fetches what stays.
   */
  static TokenStep of(long context, Execution run, Repetition repeated, boolean isFirst) {
    Program program = run.program();
    Set<String> caches = new HashSet<>();
    KvCache.states(program.graph()).stream().map(Value::name).forEach(caches::add);
    long weights = 0;
    long cache = 0;
    long other = 0;
    for (Instruction instruction : program.instructions()) {
      boolean counts =
          instruction instanceof Transfer transfer
              && transfer.fromDram()
              && !program.isFromWeightMemory(transfer);
      if (counts && (isFirst || !program.isOnce(instruction))) {
        Transfer fetch = (Transfer) instruction;
        Tensor tensor =
            program.tensors().get(program.residencies().get(fetch.onChip().residency()).tensor());
        if (tensor.role() == Tensor.Role.WEIGHT) {
          weights += fetch.bytes();
        } else if (caches.contains(tensor.name())) {
          cache += fetch.bytes();
        } else {
          other += fetch.bytes();
        }
      }
    }
    long size = 0;
    for (Tensor tensor : program.tensors()) {
      size += caches.contains(tensor.name()) ? tensor.bytes(tensor.whole()) : 0;
    }
    Energy energy = isFirst ? run.energy() : repeated.steadyEnergy();
    return new TokenStep(
        context,
        isFirst ? run.cycles() : repeated.steadyCycles(),
        energy.total(),
        weights,
        cache,
        other,
        run.dramWriteBytes(),
        size);
  }

  /** Bytes read from DRAM. */
  public double readBytes() {
    return weightBytes + cacheBytes + otherBytes;
  }

  /** Between this step and a later one, in a straight line. */
  TokenStep towards(TokenStep later, double at) {
    double share = later.context == context ? 0 : (at - context) / (later.context - context);
    return plus(1 - share, later, share);
  }

  /** This and another one after it; the context is the other's. */
  TokenStep then(TokenStep next) {
    TokenStep sum = plus(1, next, 1);
    return new TokenStep(
        next.context,
        sum.cycles,
        sum.energyJ,
        sum.weightBytes,
        sum.cacheBytes,
        sum.otherBytes,
        sum.writtenBytes,
        sum.cacheSize);
  }

  private TokenStep plus(double mine, TokenStep other, double theirs) {
    return new TokenStep(
        mine * context + theirs * other.context,
        mine * cycles + theirs * other.cycles,
        mine * energyJ + theirs * other.energyJ,
        mine * weightBytes + theirs * other.weightBytes,
        mine * cacheBytes + theirs * other.cacheBytes,
        mine * otherBytes + theirs * other.otherBytes,
        mine * writtenBytes + theirs * other.writtenBytes,
        mine * cacheSize + theirs * other.cacheSize);
  }
}
