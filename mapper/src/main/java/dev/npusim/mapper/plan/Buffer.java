package dev.npusim.mapper.plan;

import dev.npusim.ir.Region;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;

/**
 * SRAM that is needed over an interval of steps, before and after it has an address.
 *
 * <p>Filled in by one stage after the other: the layout says what and when, the placement where and
 * from when, the emission which residency it became.
 */
public final class Buffer {
  /** Stands for no group. */
  static final int NONE = -1;

  /** How a buffer gets its contents. */
  public enum Fill {
    /** By transfers from DRAM, as early as there is room. */
    FETCHED,
    /** By transfers from DRAM as well; it keeps its addresses for the whole program and beyond. */
    PINNED,
    /** By the instructions of its first group. */
    MADE,
    /** Reused by several short-lived residencies of its group. */
    SLOTS
  }

  final Fill fill;
  final Tensor tensor;
  final Region region;
  final Use use;
  final long bytes;
  final int layer;
  int firstStep;
  int lastStep;
  int earliestStep;

  /** Steps of its group's own layout. */
  private final int firstOwnStep;

  private final int lastOwnStep;

  /** The group behind which it can be fetched, or {@link #NONE}. */
  private int source = NONE;

  int issueStep;
  long address = AddressSpace.NONE;

  /** Residency id once emitted. */
  private int residency = -1;

  /**
   * @param layer node index that its transfers are charged to
   * @param firstStep first step that needs the contents
   * @param earliestStep first step in which a transfer may be issued
   */
  public Buffer(
      Fill fill,
      Tensor tensor,
      Region region,
      Use use,
      long bytes,
      int layer,
      int firstStep,
      int lastStep,
      int earliestStep) {
    this.fill = fill;
    this.tensor = tensor;
    this.region = region;
    this.use = use;
    this.bytes = bytes;
    this.layer = layer;
    this.firstStep = firstStep;
    this.lastStep = lastStep;
    this.earliestStep = Math.min(firstStep, earliestStep);
    this.issueStep = firstStep;
    this.firstOwnStep = firstStep;
    this.lastOwnStep = lastStep;
  }

  /** The same, not fetched before that group is over. */
  Buffer behind(int group) {
    source = group;
    return this;
  }

  /** Whether it is there while its group runs, and not only for some of its steps. */
  boolean isStanding() {
    return fill != Fill.FETCHED || use != Use.WEIGHTS && lastStep > firstStep;
  }

  /**
   * Moves it from its group's own layout to that of a program, without an address; what is fetched
   * may be as soon as it is in DRAM.
   *
   * @param offset the group's first step
   */
  void move(int offset, Layout program) {
    firstStep = firstOwnStep + offset;
    lastStep = lastOwnStep + offset;
    int there = source == NONE ? 0 : program.lastStep(source) + 1;
    earliestStep = fill == Fill.FETCHED ? Math.min(firstStep, there) : firstStep;
    issueStep = firstStep;
    address = AddressSpace.NONE;
  }

  public Fill fill() {
    return fill;
  }

  public Tensor tensor() {
    return tensor;
  }

  public Region region() {
    return region;
  }

  public Use use() {
    return use;
  }

  public long bytes() {
    return bytes;
  }

  public int layer() {
    return layer;
  }

  /** First step that needs the contents. */
  public int firstStep() {
    return firstStep;
  }

  public int issueStep() {
    return issueStep;
  }

  public int lastStep() {
    return lastStep;
  }

  public long address() {
    return address;
  }

  public int residency() {
    return residency;
  }

  public void becomes(int id) {
    residency = id;
  }
}
