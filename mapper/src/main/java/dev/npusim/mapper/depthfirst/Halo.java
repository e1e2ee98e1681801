package dev.npusim.mapper.depthfirst;

/**
 * Where the rows (or columns) come from that two neighbouring tiles both need, as DeFiNES (Mei et
 * al., HPCA 2023, arXiv 2212.05344, section II) distinguishes it.
 */
public enum Halo {
  /** The tile before made them, and they stay until the one after has read them. */
  CACHED,
  /** Each tile makes all that it needs. */
  RECOMPUTED
}
