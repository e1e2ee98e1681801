package dev.npusim.npu.imports;

import com.google.common.collect.ImmutableList;

/**
 * A chip that another tool's file describes.
 *
 * @param format what the file was read as
 * @param chipYaml a description that {@code Npus} reads, with the lists below as comments
 * @param translated values taken from the file, each with its place there
 * @param assumed values that the file does not have, each with its reason
 * @param inexpressible what the file says and a chip.yaml cannot, each with its place
 * @param notUnderstood sections and keys that nobody here knows, each with its place
 */
public record Imported(
    String format,
    String chipYaml,
    ImmutableList<String> translated,
    ImmutableList<String> assumed,
    ImmutableList<String> inexpressible,
    ImmutableList<String> notUnderstood) {}
