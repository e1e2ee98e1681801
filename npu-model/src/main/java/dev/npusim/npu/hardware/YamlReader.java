package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Excerpt;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML text into {@link YamlNode}s. Built on the parser's events, so that nothing is expanded
 * or converted before its place is known: aliases, tags, duplicate keys, deep nesting and second
 * documents are errors.
 */
public final class YamlReader {
  /** The key under which a mapping's tag is kept. */
  public static final String TAG = "!";

  /** A chip description nests four levels. */
  private static final int MAX_DEPTH = 12;

  private static final int MAX_CHARACTERS = 1 << 20;

  private static final String CHIP = "a chip description";

  private final Function<Optional<Mark>, Place> places;
  private final ImmutableSet<String> tags;
  private final String what;
  private final Iterator<Event> events;

  private YamlReader(
      String text, ImmutableSet<String> tags, String what, Function<Optional<Mark>, Place> places) {
    this.places = places;
    this.tags = tags;
    this.what = what;
    this.events = new Parse(LoadSettings.builder().build()).parseString(text).iterator();
  }

  /** Reads a file's text, a chip's. */
  public static YamlNode file(String file, String text) {
    return file(file, text, CHIP);
  }

  /**
   * Reads a file's text.
   *
   * @param what it should describe, for messages, such as {@code a mapping}
   */
  public static YamlNode file(String file, String text, String what) {
    return file(file, text, ImmutableSet.of(), what);
  }

  /**
   * Reads a file of a chip whose mappings may have some tags.
   *
   * @param tags such as {@code !Component}; the one that a mapping has becomes its entry {@value
   *     #TAG}
   */
  public static YamlNode file(String file, String text, ImmutableSet<String> tags) {
    return file(file, text, tags, CHIP);
  }

  private static YamlNode file(String file, String text, ImmutableSet<String> tags, String what) {
    return read(
        text,
        tags,
        what,
        mark ->
            Place.inFile(
                file,
                mark.map(Mark::getLine).orElse(0) + 1,
                mark.map(Mark::getColumn).orElse(0) + 1));
  }

  /** Reads an option's value; every place is that option. */
  static YamlNode option(Place option, String text) {
    return read(text, ImmutableSet.of(), "a value", mark -> option);
  }

  private static YamlNode read(
      String text, ImmutableSet<String> tags, String what, Function<Optional<Mark>, Place> places) {
    if (text.length() > MAX_CHARACTERS) {
      throw places
          .apply(Optional.empty())
          .error(text.length() + " characters; " + what + " has at most " + MAX_CHARACTERS);
    }
    try {
      return new YamlReader(text, tags, what, places).document();
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      throw places.apply(mark).error("malformed YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw places.apply(Optional.empty()).error("malformed YAML: " + message);
    }
  }

  private YamlNode document() {
    events.next(); // stream start
    Event start = events.next();
    if (start.getEventId() != Event.ID.DocumentStart) {
      throw at(start).error("empty; expected " + what);
    }
    YamlNode root = node(events.next(), 0);
    events.next(); // document end
    Event end = events.next();
    if (end.getEventId() != Event.ID.StreamEnd) {
      throw at(end).error("a second document; one file describes " + what);
    }
    return root;
  }

  private YamlNode node(Event event, int depth) {
    Place place = at(event);
    if (depth > MAX_DEPTH) {
      throw place.error("nested more than " + MAX_DEPTH + " levels deep");
    }
    if (event instanceof AliasEvent) {
      throw place.error("aliases (*name) are not allowed; write the value out");
    }
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      throw place.error("anchors (&name) are not allowed; write the value out");
    }
    if (event instanceof ScalarEvent scalar) {
      rejectTag(scalar.getTag(), place);
      return new YamlNode.Scalar(place, scalar.getValue());
    }
    if (event instanceof SequenceStartEvent sequence) {
      rejectTag(sequence.getTag(), place);
      return new YamlNode.Sequence(place, items(depth));
    }
    if (event instanceof MappingStartEvent mapping) {
      Optional<String> tag = mapping.getTag().filter(tags::contains);
      if (tag.isEmpty()) {
        rejectTag(mapping.getTag(), place);
      }
      YamlNode.Mapping entries = new YamlNode.Mapping(place, entries(depth));
      return tag.map(name -> entries.with(TAG, tagEntry(place, name))).orElse(entries);
    }
    throw place.error("malformed YAML: unexpected " + event.getEventId());
  }

  private ImmutableList<YamlNode> items(int depth) {
    ImmutableList.Builder<YamlNode> items = ImmutableList.builder();
    Event event = events.next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      items.add(node(event, depth + 1));
      event = events.next();
    }
    return items.build();
  }

  private ImmutableMap<String, YamlNode.Entry> entries(int depth) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      YamlNode key = node(event, depth + 1);
      if (!(key instanceof YamlNode.Scalar name)) {
        throw key.place().error(key.what() + " as a key; keys are names");
      }
      YamlNode value = node(events.next(), depth + 1);
      YamlNode.Entry first =
          entries.putIfAbsent(name.text(), new YamlNode.Entry(key.place(), value));
      if (first != null) {
        throw key.place()
            .error("key " + Quote.of(name.text()) + ": duplicate of " + first.keyPlace().text());
      }
      event = events.next();
    }
    return ImmutableMap.copyOf(entries);
  }

  private static YamlNode.Entry tagEntry(Place place, String tag) {
    return new YamlNode.Entry(place, new YamlNode.Scalar(place, tag));
  }

  private static void rejectTag(Optional<String> tag, Place place) {
    if (tag.isPresent() && !tag.get().equals("!")) {
      throw place.error(
          "tags (" + Excerpt.of(tag.get()) + ") are not allowed; write the plain value");
    }
  }

  private Place at(Event event) {
    return places.apply(event.getStartMark());
  }
}
