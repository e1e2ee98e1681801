package dev.npusim.ir;

/**
 * Which axis of a tensor is stored innermost. Every tensor is stored as a matrix of rows by
 * columns, the columns contiguous: channels are the columns of an image, the last axis is the
 * columns of anything else.
 */
public enum Layout {
  /**
   * Logical N,C,H,W (any rank of at least 3, channels at axis 1), stored with the channels
   * innermost.
   */
  IMAGE,
  /** Stored in logical order. */
  ROW_MAJOR
}
