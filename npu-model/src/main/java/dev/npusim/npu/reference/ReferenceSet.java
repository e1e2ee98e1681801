package dev.npusim.npu.reference;

import com.google.common.collect.ImmutableList;

/** Numbers of somebody else, with what this project's models say to the same questions. */
public interface ReferenceSet {
  /** What the command line calls it: a lower-case word. */
  String name();

  /** What is compared with what, in one line. */
  String title();

  /** Where the numbers come from and under which terms: the comment at the head of its resource. */
  ImmutableList<String> source();

  /** What had to be assumed or prescribed for the comparison, one sentence each. */
  ImmutableList<String> assumptions();

  /** Runs our models; one entry per quantity. */
  ImmutableList<ComparedQuantity> compare();
}
