package dev.npusim.mapper.stepplan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepGraphReaderTest {
  private static final String REST =
      ",'out':8,'macs':1,'w':0,'ws':0,'util':0.5,'tile':true,'rr':1}";

  private static String file(String nodes, String candidates) {
    return ("{'name':'g','inputs':{'in':64},'nodes':["
            + nodes.replace("~", REST)
            + "],'recompute_candidates':["
            + candidates
            + "]}")
        .replace('\'', '"');
  }

  @Test
  void readsNodesInTheirOrder() {
    StepGraph graph =
        StepGraphReader.read(
            "f", file("{'name':'a','inp':['in']~,{'name':'b','inp':['a','in','a']~", "'a'"));
    assertThat(graph.name()).isEqualTo("g");
    assertThat(graph.tensors()).isEqualTo(3);
    assertThat(graph.node(1).operands().asList()).containsExactly(1, 0);
    assertThat(graph.uses(0).asList()).containsExactly(0, 1);
    assertThat(graph.uses(1).asList()).containsExactly(1);
    assertThat(graph.uses(2).asList()).isEmpty();
    assertThat(graph.candidates().asList()).containsExactly(1);
    assertThat(graph.bytes(0)).isEqualTo(64);
    assertThat(graph.bytes(2)).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'name':'a','inp':['in']~,{'name':'bb','inp':['aa']~ | nodes[1] (bb).inp: no input or node"
            + " is called \"aa\"; did you mean a?",
        "{'name':'a','inp':['b']~,{'name':'b','inp':['in']~ | nodes[0] (a).inp: \"b\" is made"
            + " later, by nodes[1]; nodes run in the order of the file",
        "{'name':'a','inp':['c']~,{'name':'b','inp':['a']~,{'name':'c','inp':['b']~ | the graph has"
            + " a cycle: c -> a -> b -> c",
        "{'name':'a','inp':['a']~ | the graph has a cycle: a -> a",
        "{'name':'a','inp':['in']~,{'name':'a','inp':['in']~ | nodes[1].name: a second tensor is"
            + " called \"a\"",
        "{'name':'in','inp':[]~ | nodes[0].name: a second tensor is called \"in\"",
        "{'name':'a','inp':['in'],'mcas':1~ | nodes[0]: unknown key \"mcas\"; did you mean macs?",
        "{'name':'a'~ | nodes[0] (a): \"inp\" is missing",
        "{'name':'a','inp':'in'~ | nodes[0] (a).inp: expected a list",
        "{'name':'a','inp':[3]~ | nodes[0] (a).inp[0]: expected a name, found 3",
        "{'name':'a','inp':['in'],'out':4398046511104,'macs':1,'w':0,'ws':0,'util':1,'tile':true,'rr':1},"
            + "{'name':'b','inp':['a'],'out':8,'macs':1,'w':0,'ws':0,'util':1,'tile':true,"
            + "'rr':1048576} | nodes[1]: with recomputations, all nodes up to this one may move more",
        "7 | nodes[0]: expected an object, found 7",
      })
  void saysWhichNodeIsWrong(String nodes, String message) {
    assertThatThrownBy(() -> StepGraphReader.read("f", file(nodes, "")))
        .isInstanceOf(StepGraphException.class)
        .hasMessageStartingWith("f: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "'out':8, 'out':-1, .out: expected a whole number from 1 to 2^42",
        "'out':8, 'out':1.5, .out: expected a whole number",
        "'out':8, 'out':1e300, .out: expected a whole number",
        "'macs':1, 'macs':null, \"macs\" is missing",
        "'util':0.5, 'util':0, .util: expected a share above 0 and at most 1",
        "'util':0.5, 'util':2, .util: expected a share above 0 and at most 1",
        "'tile':true, 'tile':1, .tile: expected true or false",
        "'rr':1, 'rr':0, .rr: expected a whole number from 1",
        "'rr':1, 'rr':1048577, .rr: expected a whole number from 1 to 2^20",
      })
  void numbersMakeSense(String good, String bad, String message) {
    String text =
        file("{'name':'a','inp':['in']~", "")
            .replace(good.replace('\'', '"'), bad.replace('\'', '"'));
    assertThatThrownBy(() -> StepGraphReader.read("f", text))
        .isInstanceOf(StepGraphException.class)
        .hasMessageContaining("nodes[0] (a)")
        .hasMessageContaining(message);
  }

  @Test
  void whatIsNotJsonHasLineAndColumn() {
    assertThatThrownBy(() -> StepGraphReader.read("f", "{\n  \"nodes\": [,]\n}"))
        .isInstanceOf(StepGraphException.class)
        .hasMessageStartingWith("f:2:13: not JSON");
    assertThatThrownBy(() -> StepGraphReader.read("f", ""))
        .isInstanceOf(StepGraphException.class)
        .hasMessage("f: empty; expected an object");
    assertThatThrownBy(() -> StepGraphReader.read("f", file("", "")))
        .hasMessage("f: nodes: expected at least one");
    assertThatThrownBy(() -> StepGraphReader.read("f", file("{'name':'a','inp':['in']~", "'in'")))
        .hasMessage("f: recompute_candidates[0]: no node is called \"in\"");
  }
}
