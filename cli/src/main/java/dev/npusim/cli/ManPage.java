package dev.npusim.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page of a command in the man macros of roff (man(7)), made of the same model as its
 * {@code --help}.
 */
final class ManPage {
  private final StringBuilder roff = new StringBuilder();
  private final CommandSpec command;

  private ManPage(CommandSpec command) {
    this.command = command;
  }

  static String of(CommandSpec command) {
    return new ManPage(command).text();
  }

  private static String pageName(CommandSpec command) {
    return command.qualifiedName("-");
  }

  private String text() {
    roff.append(".TH ")
        .append(quoted(pageName(command).toUpperCase(Locale.ROOT)))
        .append(" 1 \"\" ")
        .append(quoted("npusim " + Version.text()))
        .append(" \"npusim\"\n");
    section("NAME");
    line(pageName(command) + " - " + sentence(String.join(" ", description(command))));
    section("SYNOPSIS");
    synopsis();
    section("DESCRIPTION");
    description(command).forEach(this::line);
    arguments();
    commands();
    footer();
    exitStatus();
    seeAlso();
    return roff.toString();
  }

  /** As a list of pages shows it. */
  private static String sentence(String text) {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static List<String> description(CommandSpec spec) {
    return List.of(spec.usageMessage().description());
  }

  private void synopsis() {
    String text =
        new CommandLine.Help(command, CommandLine.Help.defaultColorScheme(Ansi.OFF))
            .synopsis(0)
            .strip()
            .replaceAll("\\s+", " ");
    String name = command.qualifiedName();
    roff.append(".B ").append(escaped(name)).append('\n');
    line(text.startsWith(name) ? text.substring(name.length()).strip() : text);
  }

  private void arguments() {
    List<ArgSpec> arguments = new ArrayList<>();
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      arguments.add(parameter);
    }
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        arguments.add(option);
      }
    }
    if (!arguments.isEmpty()) {
      section("OPTIONS");
    }
    for (ArgSpec argument : arguments) {
      roff.append(".TP\n");
      if (argument instanceof OptionSpec option) {
        roff.append("\\fB")
            .append(escaped(String.join(", ", option.names())))
            .append("\\fR")
            .append(option.arity().max() > 0 ? " \\fI" + escaped(option.paramLabel()) + "\\fR" : "")
            .append('\n');
      } else {
        roff.append("\\fI").append(escaped(argument.paramLabel())).append("\\fR\n");
      }
      for (String text : argument.description()) {
        line(text.replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue())));
      }
    }
  }

  private void commands() {
    if (!command.subcommands().isEmpty()) {
      section("COMMANDS");
      command
          .subcommands()
          .forEach(
              (name, each) -> {
                roff.append(".TP\n\\fB").append(escaped(name)).append("\\fR\n");
                description(each.getCommandSpec()).forEach(this::line);
              });
    }
  }

  /** What follows the options in the help, the examples as they are typed. */
  private void footer() {
    List<String> notes = new ArrayList<>();
    boolean isExample = false;
    for (String text : command.usageMessage().footer()) {
      if (text.equals("Example:") || text.equals("Examples:")) {
        section("EXAMPLES");
        roff.append(".nf\n");
        isExample = true;
      } else if (isExample && text.startsWith("  ")) {
        line(text.substring(2));
      } else {
        roff.append(isExample ? ".fi\n" : "");
        isExample = false;
        notes.add(text);
      }
    }
    roff.append(isExample ? ".fi\n" : "");
    notes(notes);
  }

  /** Paragraphs, which blank lines end; the codes have a section of their own. */
  private void notes(List<String> lines) {
    String text = String.join("\n", lines).replaceAll("(?s)Exit codes:.*", "").strip();
    if (!text.isEmpty()) {
      section("NOTES");
      for (String line : text.lines().toList()) {
        if (line.isBlank()) {
          roff.append(".PP\n");
        } else {
          line(line);
        }
      }
    }
  }

  private void exitStatus() {
    section("EXIT STATUS");
    List<String> meanings =
        List.of(
            "fine",
            "internal error",
            "bad input or usage",
            "the model does not fit the chip",
            "a check failed");
    for (int code = 0; code < meanings.size(); code++) {
      roff.append(".TP\n").append(code).append('\n');
      line(meanings.get(code));
    }
  }

  private void seeAlso() {
    List<String> pages = new ArrayList<>();
    CommandSpec parent = command.parent();
    if (parent != null) {
      pages.add(pageName(parent));
    }
    command.subcommands().values().forEach(each -> pages.add(pageName(each.getCommandSpec())));
    if (!pages.isEmpty()) {
      section("SEE ALSO");
      line(String.join("(1), ", pages) + "(1)");
    }
  }

  private void section(String title) {
    roff.append(".SH ").append(quoted(title)).append('\n');
  }

  private void line(String text) {
    roff.append(escaped(text)).append('\n');
  }

  /** Text that is no request: what begins a line with a dot or a quote would be one. */
  private static String escaped(String text) {
    String safe = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
    return safe.startsWith(".") ? "\\&" + safe : safe;
  }

  private static String quoted(String text) {
    return '"' + escaped(text).replace("\"", "\\(dq") + '"';
  }
}
