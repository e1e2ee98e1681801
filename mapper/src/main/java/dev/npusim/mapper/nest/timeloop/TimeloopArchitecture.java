package dev.npusim.mapper.nest.timeloop;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Compute;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Role;
import dev.npusim.mapper.nest.SpatialAxis;
import java.util.List;

/**
 * Timeloop's architecture tree (version 0.1): arithmetic, then storage from the inside. Instances
 * of neighbouring levels differ by the two axes of a mesh, named {@code LEVEL.X} and {@code
 * LEVEL.Y} after the level that feeds them; X is {@code meshX} long.
 */
final class TimeloopArchitecture {
  private static final ImmutableList<String> ARITHMETIC =
      ImmutableList.of("name", "instances", "meshX", "word_bits", "energy");
  private static final ImmutableList<String> STORAGE =
      ImmutableList.of(
          "name",
          "word_bits",
          "block_size",
          "cluster_size",
          "instances",
          "meshX",
          "vector_access_energy",
          "addr_gen_energy",
          "num_ports",
          "num_banks",
          "entries",
          "read_bandwidth",
          "write_bandwidth",
          "shared_bandwidth",
          "technology");

  private TimeloopArchitecture() {}

  static Architecture read(String name, JsonNode json) {
    JsonNode arithmetic = Json.required(json, "arithmetic", "arch");
    Json.known(arithmetic, ARITHMETIC, "arch.arithmetic");
    ImmutableList.Builder<MemoryLevel> levels = ImmutableList.builder();
    ImmutableList.Builder<SpatialAxis> axes = ImmutableList.builder();
    JsonNode inner = arithmetic;
    int under = 0;
    for (JsonNode storage : Json.required(json, "storage", "arch")) {
      String where = "arch.storage " + Json.text(storage, "name", "arch.storage");
      Json.known(storage, STORAGE, where);
      levels.add(level(storage, where));
      axes.addAll(mesh(inner, storage, under++, where));
      inner = storage;
    }
    return new Architecture(
        name,
        new Compute(1, Json.number(arithmetic, "energy", "arch.arithmetic")),
        levels.build(),
        axes.build(),
        "units");
  }

  private static MemoryLevel level(JsonNode storage, String where) {
    Json.is(storage, "block_size", 1, where);
    Json.is(storage, "cluster_size", 1, where);
    Json.is(storage, "addr_gen_energy", 0, where);
    double energy = Json.number(storage, "vector_access_energy", where);
    return new MemoryLevel(
        Json.text(storage, "name", where),
        ImmutableSet.copyOf(Role.values()),
        MemoryLevel.Unit.WORDS,
        Json.whole(storage, "entries", MemoryLevel.UNLIMITED, where),
        ImmutableMap.of(),
        Json.number(storage, "read_bandwidth", Double.POSITIVE_INFINITY, where),
        Json.number(storage, "write_bandwidth", Double.POSITIVE_INFINITY, where),
        Json.number(storage, "shared_bandwidth", Double.POSITIVE_INFINITY, where),
        false,
        energy,
        energy);
  }

  private static List<SpatialAxis> mesh(JsonNode inner, JsonNode outer, int under, String where) {
    long instances = ratio(inner, outer, "instances", where);
    if (instances == 1) {
      return ImmutableList.of();
    }
    long x = ratio(inner, outer, "meshX", where);
    if (instances % x != 0) {
      throw new MappingException(where + ": " + instances + " instances inside, meshX " + x);
    }
    String feeder = Json.text(outer, "name", where);
    return ImmutableList.of(
        axis(feeder + ".X", x, under), axis(feeder + ".Y", instances / x, under));
  }

  private static SpatialAxis axis(String name, long size, int under) {
    return new SpatialAxis(
        name, size, under, ImmutableSet.of(), SpatialAxis.Delivery.MULTICAST, true);
  }

  private static long ratio(JsonNode inner, JsonNode outer, String key, String where) {
    long many = count(inner, key, where);
    long few = count(outer, key, where);
    if (many % few != 0) {
      throw new MappingException(
          where + "." + key + ": " + few + " does not divide the " + many + " inside it");
    }
    return many / few;
  }

  /** A level without meshX stands in one row. */
  private static long count(JsonNode json, String key, String where) {
    long instances = Json.whole(json, "instances", 1, where);
    long value = key.equals("instances") ? instances : Json.whole(json, key, instances, where);
    if (value < 1) {
      throw new MappingException(where + "." + key + ": " + value + "; expected at least 1");
    }
    return value;
  }
}
