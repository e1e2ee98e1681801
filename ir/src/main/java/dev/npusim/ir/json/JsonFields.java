package dev.npusim.ir.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.npusim.ir.IrException;
import dev.npusim.ir.NearestName;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object, none of them unknown. */
final class JsonFields {
  private final JsonNode object;
  private final String where;

  /**
   * @throws IrException where {@code object} is not an object or has a member not in {@code
   *     allowed}
   */
  JsonFields(JsonNode object, String where, List<String> allowed) {
    if (!object.isObject()) {
      throw new IrException(where + ": expected an object, found " + object);
    }
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!allowed.contains(name)) {
        throw unknown(where, name, allowed);
      }
    }
    this.object = object;
    this.where = where;
  }

  static IrException unknown(String where, String name, List<String> allowed) {
    return new IrException(where + ": unknown \"" + name + "\"" + NearestName.hint(name, allowed));
  }

  JsonNode required(String name) {
    @Nullable JsonNode member = object.get(name);
    if (member == null || member.isNull()) {
      throw new IrException(where + ": \"" + name + "\" is missing");
    }
    return member;
  }

  String text(String name) {
    JsonNode member = required(name);
    if (!member.isTextual()) {
      throw new IrException(where + "." + name + ": expected a text, found " + member);
    }
    return member.textValue();
  }

  JsonNode list(String name) {
    JsonNode member = required(name);
    if (!member.isArray()) {
      throw new IrException(where + "." + name + ": expected a list, found " + member);
    }
    return member;
  }
}
