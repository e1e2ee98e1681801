package dev.npusim.workloads.onnx;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.io.Resources;
import dev.npusim.workloads.WorkloadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks nodes against what their operator has in the version that the file states, and remembers
 * where versions do not belong together.
 */
final class Signatures {
  private static final Map<String, TreeMap<Integer, Signature>> ALL = new HashMap<>();

  /** The newest version of ONNX's own operators whose signatures are known. */
  static final int NEWEST;

  private static final String ANY = "*";

  /**
   * ONNX Runtime makes tensors of constants before it looks at versions, and so takes all forms.
   */
  private static final String CONSTANT = "Constant";

  static {
    int newest = 0;
    for (String line : lines()) {
      if (line.startsWith("#")) {
        continue;
      }
      Signature read = read(line);
      ALL.computeIfAbsent(read.operator(), name -> new TreeMap<>()).put(read.since(), read);
      newest = SourceNode.isOwn(read.operator()) ? Math.max(newest, read.since()) : newest;
    }
    NEWEST = newest;
  }

  private final Set<String> notes = new LinkedHashSet<>();

  private static List<String> lines() {
    try {
      return Resources.readLines(
          Resources.getResource(Signatures.class, "signatures.txt"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code NAME VERSION in LEAST..MOST out MOST : ATTRIBUTE ...}. */
  private static Signature read(String line) {
    List<String> halves = Splitter.on(" : ").splitToList(line);
    List<String> words = Splitter.on(' ').splitToList(halves.get(0));
    List<String> attributes =
        halves.size() == 1 ? List.of() : Splitter.on(' ').splitToList(halves.get(1));
    return new Signature(
        words.get(0),
        Integer.parseInt(words.get(1)),
        count(Splitter.on("..").splitToList(words.get(3)).get(1)),
        count(words.get(5)),
        ImmutableSortedSet.copyOf(attributes));
  }

  private static int count(String text) {
    return text.equals(ANY) ? Integer.MAX_VALUE : Integer.parseInt(text);
  }

  /**
   * The signature of an operator in a version of its set: the newest one of another domain, whose
   * version nobody keeps track of; the first one where the version is older than the operator; null
   * where the operator is not listed.
   */
  static @Nullable Signature find(String operator, long version) {
    TreeMap<Integer, Signature> versions = ALL.get(operator);
    if (versions == null) {
      return null;
    }
    if (!SourceNode.isOwn(operator) || operator.equals(CONSTANT)) {
      return versions.lastEntry().getValue();
    }
    Map.Entry<Integer, Signature> found =
        versions.floorEntry((int) Math.min(version, Integer.MAX_VALUE));
    return (found == null ? versions.firstEntry() : found).getValue();
  }

  /**
   * @throws WorkloadException where the node says something that its operator does not know
   */
  void check(SourceNode node) {
    long version = node.scope().opset();
    OnnxOperator row = Operators.ROWS.get(node.op());
    if (row != null && SourceNode.isOwn(node.op())) {
      if (version < row.since()) {
        notes.add(
            node.op()
                + " came with version "
                + row.since()
                + " of ONNX's operators, the file states "
                + version
                + ": it is read as the operator that came.");
      } else if (version > NEWEST) {
        notes.add(
            "Version "
                + version
                + " of ONNX's operators is newer than "
                + NEWEST
                + ", the newest known here: they are read as in that one, whatever changed since.");
      }
    }
    Signature signature = find(node.op(), version);
    if (signature != null) {
      signature.check(node);
    }
  }

  /** What the user has to know about the versions in the file, one sentence each. */
  List<String> notes() {
    return List.copyOf(notes);
  }
}
