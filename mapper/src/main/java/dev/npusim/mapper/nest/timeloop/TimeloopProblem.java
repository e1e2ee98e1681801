package dev.npusim.mapper.nest.timeloop;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.NearestName;
import dev.npusim.mapper.nest.Coordinate;
import dev.npusim.mapper.nest.Dim;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.Operand;
import dev.npusim.mapper.nest.Role;
import java.util.List;

/** Timeloop's problem: a shape (dims, coefficients, projections of data spaces) and its bounds. */
final class TimeloopProblem {
  private static final int WORD_BITS = 8;

  /** Data spaces that are weights where a shape of convolutions or products names them. */
  private static final ImmutableSet<String> WEIGHTS = ImmutableSet.of("Weights", "B", "W");

  private final JsonNode shape;
  private final JsonNode instance;
  private final List<String> dims;

  private TimeloopProblem(JsonNode problem) {
    shape = Json.required(problem, "shape", "problem");
    instance = Json.required(problem, "instance", "problem");
    dims = Json.texts(Json.required(shape, "dimensions", "problem.shape"));
  }

  static Layer read(JsonNode problem) {
    return new TimeloopProblem(problem).layer();
  }

  private Layer layer() {
    ImmutableList.Builder<Dim> bounds = ImmutableList.builder();
    for (String dim : dims) {
      bounds.add(new Dim(dim, Json.whole(instance, dim, "problem.instance")));
    }
    ImmutableList.Builder<Operand> operands = ImmutableList.builder();
    for (JsonNode space : Json.required(shape, "data_spaces", "problem.shape")) {
      operands.add(operand(space));
    }
    return new Layer(Json.text(shape, "name", "problem.shape"), bounds.build(), operands.build());
  }

  private Operand operand(JsonNode space) {
    String name = Json.text(space, "name", "problem.shape.data_spaces");
    ImmutableList.Builder<Coordinate> coordinates = ImmutableList.builder();
    for (JsonNode coordinate : Json.required(space, "projection", name)) {
      ImmutableList.Builder<Coordinate.Term> terms = ImmutableList.builder();
      for (JsonNode term : coordinate) {
        terms.add(term(Json.texts(term), name));
      }
      coordinates.add(new Coordinate(terms.build()));
    }
    boolean written = space.path("read_write").asBoolean(false);
    Role role = written ? Role.OUTPUTS : WEIGHTS.contains(name) ? Role.WEIGHTS : Role.INPUTS;
    return new Operand(name, role, coordinates.build(), WORD_BITS, WORD_BITS);
  }

  /** {@code [P]} or {@code [P, Ws]}. */
  private Coordinate.Term term(List<String> factors, String operand) {
    String dim = factors.get(0);
    int index = dims.indexOf(dim);
    if (index < 0) {
      throw new MappingException(
          "projection of " + operand + ": no dim " + dim + NearestName.hint(dim, dims));
    }
    return new Coordinate.Term(index, factors.size() == 1 ? 1 : coefficient(factors.get(1)));
  }

  private long coefficient(String name) {
    for (JsonNode coefficient : shape.path("coefficients")) {
      if (Json.text(coefficient, "name", "problem.shape.coefficients").equals(name)) {
        long absent = Json.whole(coefficient, "default", 1, name);
        return Json.whole(instance, name, absent, "problem.instance");
      }
    }
    throw new MappingException("problem.shape: no coefficient " + name);
  }
}
