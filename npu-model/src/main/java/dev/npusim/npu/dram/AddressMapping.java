package dev.npusim.npu.dram;

/**
 * Where a burst lies: its address is cut into fields, the last one lowest.
 *
 * @param fields such as {@code rochrababgco}, two letters each: row, channel, rank, bank, bank
 *     group, column (DRAMsim3's notation)
 */
public record AddressMapping(String fields) {
  public AddressMapping {
    if (!fields.matches("((ro|ch|ra|ba|bg|co)(?!.*\\1)){6}")) {
      throw new IllegalArgumentException("address mapping " + fields);
    }
  }

  /**
   * Position of every field: {@code position[f]} bursts lie between two values of field f.
   *
   * @param part sizes of the fields; channels are no field here, the pattern is one channel's
   */
  Decoder decoder(DramPart part) {
    long[] step = new long[4];
    long position = 1;
    for (int i = fields.length() - 2; i >= 0; i -= 2) {
      switch (fields.substring(i, i + 2)) {
        case "co" -> position *= part.burstsPerPage();
        case "bg" -> {
          step[0] = position;
          position *= part.bankGroups();
        }
        case "ba" -> {
          step[1] = position;
          position *= part.banksPerGroup();
        }
        case "ra" -> {
          step[2] = position;
          position *= part.ranks();
        }
        case "ro" -> {
          step[3] = position;
          position *= DramPart.ROWS;
        }
        default -> {}
      }
    }
    return new Decoder(part, step[0], step[1], step[2], step[3]);
  }

  /** Cuts burst numbers into bank and row. */
  record Decoder(DramPart part, long groupStep, long bankStep, long rankStep, long rowStep) {
    /** Index of the bank among all of the channel: rank, bank group, bank. */
    int bank(long burst) {
      int group = (int) (burst / groupStep % part.bankGroups());
      int bank = (int) (burst / bankStep % part.banksPerGroup());
      int rank = (int) (burst / rankStep % part.ranks());
      return (rank * part.bankGroups() + group) * part.banksPerGroup() + bank;
    }

    int row(long burst) {
      return (int) (burst / rowStep % DramPart.ROWS);
    }
  }
}
